//! Families, events and the past: each means the same core as the file written out by hand.

use super::*;

const INDEX: &str = "[index]\nclone = [\"S\", \"R\"]\nsite = [\"lung\", \"liver\"]\n";

#[test]
fn a_family_means_what_its_members_written_out_mean() {
    let family = core(&format!(
        "\"g[clone]\" = {{ value = [0.3, 0.2], unit = \"1/day\" }}\n{INDEX}[population.\"cell[clone, site]\"]\n\
         initial = \"if(clone == R, 1, 100)\"\nbirth = \"g[clone] * (1 - sum(c in clone: cell[c, site]) / K)\"\n\
         death = \"d\"\n[assay.burden]\nvalue = \"sum(clone, site: cell[clone, site])\"\n"
    ));
    let one = |clone: &str, site: &str, initial: &str| {
        format!(
            "[population.cell_{clone}_{site}]\ninitial = {initial}\nbirth = \"g_{clone} * (1 - (cell_S_{site} + cell_R_{site}) / K)\"\ndeath = \"d\"\n"
        )
    };
    let hand = core(&format!(
        "g_S = {{ value = 0.3, unit = \"1/day\" }}\ng_R = {{ value = 0.2, unit = \"1/day\" }}\n{}{}{}{}[assay.burden]\n\
         value = \"cell_S_lung + cell_S_liver + cell_R_lung + cell_R_liver\"\n",
        one("S", "lung", "100"),
        one("S", "liver", "100"),
        one("R", "lung", "1"),
        one("R", "liver", "1"),
    ));
    assert_eq!(expand(&family), expand(&hand));
}

#[test]
fn matrices_switches_and_overrides_are_written_out() {
    let core = core(&format!(
        "\"move[from in site, to in site]\" = [[0, 1e-4], [2e-4, 0]]\n{INDEX}\
         [population.\"cell[clone, site]\"]\ninitial = 1\nbirth = \"r\"\n\
         switch = [{{ to = \"cell[clone, to in site]\", rate = \"move[site, to]\" }}]\n\
         [population.\"cell[R, site]\"]\nbirth = \"2 * r\"\n[population.cell_R_liver]\ninitial = 7\n\
         [drug.D]\nexposure = \"on-off\"\neffect = [{{ mode = \"kill\", on = \"cell[S, site]\", strength = \"d\" }}]\n"
    ));
    assert_eq!(
        lines(&core, "population"),
        [
            "population cell_S_lung: 1 at time 0",
            "population cell_S_liver: 1 at time 0",
            "population cell_R_lung: 1 at time 0",
            "population cell_R_liver: 7 at time 0",
        ]
    );
    assert_eq!(
        lines(&core, "reaction switch"),
        [
            "reaction switch cell_S_lung -> cell_S_liver: cell_S_lung -> cell_S_liver @ move_lung_liver * cell_S_lung",
            "reaction switch cell_S_liver -> cell_S_lung: cell_S_liver -> cell_S_lung @ move_liver_lung * cell_S_liver",
            "reaction switch cell_R_lung -> cell_R_liver: cell_R_lung -> cell_R_liver @ move_lung_liver * cell_R_lung",
            "reaction switch cell_R_liver -> cell_R_lung: cell_R_liver -> cell_R_lung @ move_liver_lung * cell_R_liver",
        ]
    );
    assert_eq!(lines(&core, "reaction death").len(), 2);
    let value = |name: &str| core.parameters[core.parameter(name).unwrap()].value;
    assert_eq!(
        (value("move_lung_liver"), value("move_liver_lung")),
        (1e-4, 2e-4)
    );
}

#[test]
fn levels_have_neighbours_and_positions() {
    let core = core(
        "[index]\nlevel = 3\n[population.\"x[level]\"]\ninitial = \"position(level)\"\nbirth = \"r\"\n\
         mutation = [{ to = \"x[level + 1]\", probability = \"u\" }]\node = \"d * x[level - 1]\"\n\
         [stop.any]\nwhen = \"any(level: x[level] > 100)\"\ncheck = \"continuous\"\n",
    );
    assert_eq!(
        lines(&core, "reaction mutation"),
        [
            "reaction mutation x_1 -> x_2: -> x_2 @ r * u * x_1",
            "reaction mutation x_2 -> x_3: -> x_3 @ r * u * x_2",
        ]
    );
    assert_eq!(
        lines(&core, "population x_3"),
        ["population x_3: 3 at time 0"]
    );
    assert!(lines(&core, "x_2' =")[0].ends_with("+ d * x_1"));
    assert_eq!(
        lines(&core, "stop any"),
        ["stop any when x_1 > 100 or x_2 > 100 or x_3 > 100, checked at any moment"]
    );
}

#[test]
fn variants_change_families_and_members() {
    let text = "[model]\nname = \"m\"\ntime = \"day\"\n[index]\nc = [\"S\", \"R\"]\n[parameter]\n\"g[c]\" = [1, 2]\n\
                [population.\"x[c]\"]\ninitial = 1\nbirth = \"g[c]\"\n[variant.one.parameter]\ng_R = 5\n\
                [variant.all.parameter]\n\"g[c]\" = [7, 8]\n[variant.more.index]\nc = [\"S\", \"T\"]\n";
    let values = |variant: Option<&str>| -> Vec<(String, f64)> {
        let core = loaded(text, variant).core;
        core.parameters
            .iter()
            .map(|own| (own.name.clone(), own.value))
            .collect()
    };
    let named = |a: &str, b: f64, c: &str, d: f64| vec![(a.to_owned(), b), (c.to_owned(), d)];
    assert_eq!(values(None), named("g_S", 1.0, "g_R", 2.0));
    assert_eq!(values(Some("one")), named("g_S", 1.0, "g_R", 5.0));
    assert_eq!(values(Some("all")), named("g_S", 7.0, "g_R", 8.0));
    assert_eq!(values(Some("more")), named("g_S", 1.0, "g_T", 2.0));
}

#[test]
fn a_family_of_which_one_member_is_used_is_used() {
    let text = |birth: &str| {
        format!(
            "[model]\nname = \"m\"\ntime = \"day\"\n[index]\nc = [\"S\", \"R\"]\n[parameter]\n\"g[c]\" = 1\n[population.x]\ninitial = 1\nbirth = \"{birth}\"\n"
        )
    };
    assert_eq!(loaded(&text("g[S]"), None).warnings, []);
    let warned = loaded(&text("2"), None).warnings;
    assert_eq!(warned.len(), 1);
    assert_eq!(warned[0].message, "parameter \"g[c]\" is not used");
}

#[test]
fn events_and_the_past_are_printed() {
    let core = core(&format!(
        "{S}[state.cut]\ninitial = 0\node = 0\n[event.resection]\nwhen = \"S > K\"\nonce = true\nset = {{ S = \"S / 2\", cut = 1 }}\n\
         [event.weekly]\nevery = \"1 week\"\ntimes = 3\npriority = 1\nset.S = \"S + 1\"\n[event.two]\nat = [\"2 weeks\", 3]\nset.S = 0\n\
         [start]\nuntil = \"S > 2 * K\"\n"
    ));
    assert_eq!(
        lines(&core, "event"),
        [
            "event resection when S > K, once, also at time 0, priority -2, with values of its turn: S becomes S / 2, cut becomes 1",
            "event weekly at 7 day, then every 7 day, 3 in all, priority -1, with values of its turn: S becomes S + 1",
            "event two at 3, 14 day, priority -3, with values of its turn: S becomes 0",
        ]
    );
    assert_eq!(
        lines(&core, "start"),
        [
            "start: these values change without drugs until S > 2 * K, for 1000000 day at most; then it is time 0"
        ]
    );
}
