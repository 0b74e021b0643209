mod rules;
mod truth;
