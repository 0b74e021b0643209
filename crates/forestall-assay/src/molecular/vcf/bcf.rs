//! Binary variant calls (BCF 2), record by record as a line of VCF.

use forestall_base::Diagnostic;

use crate::molecular::intake::Intake;
use crate::molecular::lines::Lines;
use crate::molecular::refusal::whole;

/// Reads a BCF.
pub(in crate::molecular) fn read(
    lines: &mut Lines<'_>,
    _intake: &mut Intake<'_>,
) -> Result<(), Diagnostic> {
    Err(whole("G0063", lines.file, "BCF is not read yet")
        .expected("VCF")
        .help("convert it: bcftools view FILE"))
}
