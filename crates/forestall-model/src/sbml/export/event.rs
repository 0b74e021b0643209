//! Events of the file.

use super::page::{Page, attribute};

/// An event, with formulas as MathML.
#[derive(Debug)]
pub(super) struct Event {
    pub name: String,
    pub trigger: String,
    /// Whether the trigger counts as true before time 0.
    pub initial: bool,
    pub persistent: bool,
    pub values_at_trigger: bool,
    pub priority: Option<String>,
    /// Identifiers and their new values.
    pub assignments: Vec<(String, String)>,
}

impl Event {
    /// An event whose values are those of its turn, in the order of priorities.
    pub(super) fn new(name: String, trigger: String, assignments: Vec<(String, String)>) -> Self {
        Self {
            name,
            trigger,
            initial: true,
            persistent: true,
            values_at_trigger: false,
            priority: None,
            assignments,
        }
    }

    pub(super) fn write(&self, id: &str, page: &mut Page) {
        let mut head = attribute("id", id);
        if self.name != id {
            head += &attribute("name", &self.name);
        }
        head += &attribute(
            "useValuesFromTriggerTime",
            &self.values_at_trigger.to_string(),
        );
        page.element("event", &head, |page| {
            let trigger = attribute("initialValue", &self.initial.to_string())
                + &attribute("persistent", &self.persistent.to_string());
            page.element("trigger", &trigger, |page| page.math(&self.trigger));
            if let Some(priority) = &self.priority {
                page.element("priority", "", |page| page.math(priority));
            }
            page.list("listOfEventAssignments", |page| {
                for (variable, value) in &self.assignments {
                    page.element(
                        "eventAssignment",
                        &attribute("variable", variable),
                        |page| page.math(value),
                    );
                }
            });
        });
    }
}
