//! What of SBML is not supported: refused by name, with its line.

use super::xml::File;
use forestall_base::Diagnostic;
use roxmltree::{Document, Node};

const NAMESPACE: &str = "http://www.sbml.org/sbml/level";
const DELAY: &str = "http://www.sbml.org/sbml/symbols/delay";

/// Refuses whatever cannot be run; finds level and namespace of the file.
pub(super) fn refuse(file: &mut File<'_>, tree: &Document<'_>) {
    let root = tree.root_element();
    let namespace = root.tag_name().namespace().unwrap_or_default();
    if root.tag_name().name() != "sbml" || !namespace.starts_with(NAMESPACE) {
        let found = root.tag_name().name();
        let note = Diagnostic::error("M1005", format!("<{found}> is not SBML"));
        let at = file.tag(root);
        file.note(
            at,
            note.expected("<sbml> of Level 2 or 3, or a model file in TOML"),
        );
        return;
    }
    namespace.clone_into(&mut file.core);
    file.level = match root.attribute("level") {
        Some("2") => 2,
        Some("3") => 3,
        found => {
            let what = format!("SBML Level {}", found.unwrap_or("1"));
            file.unsupported(root, &what, "libSBML and COPASI write it as Level 3");
            return;
        }
    };
    packages(file, root);
    for node in root.descendants().filter(Node::is_element) {
        element(file, node);
    }
}

/// Packages that change what a model means.
fn packages(file: &mut File<'_>, root: Node<'_, '_>) {
    for attribute in root.attributes().filter(|a| a.name() == "required") {
        let Some(uri) = attribute.namespace() else {
            continue;
        };
        let name = uri.split('/').rev().nth(1).unwrap_or(uri);
        let needed = ["true", "1"].contains(&attribute.value()) || name == "fbc";
        if needed {
            let help = match name {
                "comp" => "flatten the model first, as COPASI and libSBML can",
                "fbc" => "a flux balance model has no course in time",
                _ => "",
            };
            file.unsupported(root, &format!("package \"{name}\""), help);
        } else {
            let note = Diagnostic::warning("M1011", format!("package \"{name}\" is passed over"));
            let at = file.tag(root);
            file.note(
                at,
                note.help("the file says that it does not change what the model means"),
            );
        }
    }
}

fn element(file: &mut File<'_>, node: Node<'_, '_>) {
    let name = node.tag_name().name();
    let namespace = node.tag_name().namespace().unwrap_or_default();
    if name == "csymbol" && node.attribute("definitionURL").map(str::trim) == Some(DELAY) {
        file.unsupported(node, "<csymbol> delay", "");
    }
    if namespace != file.core {
        return;
    }
    match name {
        "algebraicRule" => file.unsupported(
            node,
            "<algebraicRule>",
            "solve it for one unknown and write an assignment rule",
        ),
        "delay" => file.unsupported(node, "<delay> of an event", ""),
        "reaction" if ["true", "1"].contains(&node.attribute("fast").unwrap_or("false").trim()) => {
            file.unsupported(
                node,
                "<reaction> with fast=\"true\"",
                "replace it by its equilibrium, or by rates that are large",
            );
        }
        "constraint" => {
            let note = Diagnostic::warning("M1012", "a constraint is not watched");
            let at = file.tag(node);
            file.note(
                at,
                note.help("write it as a stop rule to be told when it is broken"),
            );
        }
        _ => {}
    }
}
