//! Samples of patients, and the drugs they were exposed to.

/// One tumour sample.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// Its name in the file.
    pub name: Box<str>,
    /// Whose it is, where the source says so.
    pub patient: Option<Box<str>>,
    /// When it was taken, in days on the patient's own clock.
    pub day: Option<f64>,
    /// Fraction of tumour cells, 0 to 1.
    pub purity: Option<f64>,
    /// Mean copy number of the tumour genome.
    pub ploidy: Option<f64>,
    /// Tumour type as the source names it (OncoTree code or words).
    pub disease: Option<Box<str>>,
    /// Kind of specimen (tissue, plasma, ...) as the source names it.
    pub specimen: Option<Box<str>>,
    /// Place in the course of treatment in words (`pre`, `relapse`, ...), as the source names it.
    pub timepoint: Option<Box<str>>,
    /// Reads that a position of it typically has, where that is known.
    pub depth: Option<u32>,
}

impl Sample {
    /// A sample of which only the name is known.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self {
            name: name.into(),
            patient: None,
            day: None,
            purity: None,
            ploidy: None,
            disease: None,
            specimen: None,
            timepoint: None,
            depth: None,
        }
    }
}

/// A drug given to a patient.
#[derive(Debug, Clone, PartialEq)]
pub struct Exposure {
    /// To whom.
    pub patient: Box<str>,
    /// Which drug, as the source names it.
    pub drug: Box<str>,
    /// First day on the patient's own clock.
    pub start: f64,
    /// Last day, if it was stopped.
    pub stop: Option<f64>,
}
