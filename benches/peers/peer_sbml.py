"""libRoadRunner beside forestall on library models that were exported as SBML.

    peer_sbml.py check FOLDER    does every MODEL.xml, simulated by CVODE, take the course of MODEL.csv?
    peer_sbml.py time FOLDER     time one patient and cohorts on the models that have MODEL.patients.csv

`check` prints the largest difference of a state from the course of the table, relative to the largest value of the state, and ends
with 1 if one is above the gate. `time` takes tolerances and the end of a run from MODEL.task.json, tries both methods of CVODE
(Adams and BDF) on a few patients, keeps the faster one, and compares the end states of the first patients with MODEL.ends.csv, relative to
the largest value of the state in MODEL.csv until then; where it is further off than the gate there is no time. Rates are process CPU
time; loading and compiling a model is reported apart. A cohort that would take longer than the limit is timed on its first patients.
"""

import json
import sys
import time
from pathlib import Path

import numpy as np
import roadrunner

GATE = 1e-5  # CVODE at relative tolerance 1e-10; phases of long oscillations are what differs most
GATE_TIMED = 1e-4  # the same for the end states of what is timed, at relative tolerance 1e-6
ROUNDS = 200
TRIED = 10
LIMIT = 20.0  # CPU seconds of one cohort

roadrunner.Logger.setLevel(roadrunner.Logger.LOG_ERROR)


def read(path):
    header, *_ = path.read_text().splitlines()
    return header.split(","), np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)


def load(path, stiff, relative, absolute):
    model = roadrunner.RoadRunner(str(path))
    integrator = model.getIntegrator()
    integrator.setValue("stiff", stiff)
    integrator.setValue("relative_tolerance", relative)
    integrator.setValue("absolute_tolerance", absolute)
    integrator.setValue("maximum_num_steps", 200_000)
    return model


def difference(got, wanted, absolute, course=None):
    """The largest difference beyond the absolute tolerance, relative to the largest value of each column in `wanted` and `course`."""
    size = np.abs(wanted).max(axis=0)
    if course is not None:
        size = np.maximum(size, np.abs(course).max(axis=0))
    apart = np.maximum(np.abs(got - wanted).max(axis=0) - absolute, 0.0)
    return float((apart[size > 0] / size[size > 0]).max())


def check(folder):
    worst = 0.0
    for path in sorted(folder.glob("*.xml")):
        header, wanted = read(path.with_suffix(".csv"))
        absolute = json.loads(path.with_suffix(".task.json").read_text())["absolute"]
        model = load(path, True, 1e-10, min(absolute, 1e-12))
        model.timeCourseSelections = header
        times = np.concatenate([[0.0], wanted[:, 0]])
        got = np.array(model.simulate(times=times.tolist()))[1:, 1:]
        apart = difference(got, wanted[:, 1:], absolute)
        worst = max(worst, apart)
        print(f"{path.stem:55s} {apart:.1e}", flush=True)
    accepted = len(list(folder.glob("*.xml")))
    print(json.dumps({"program": f"libRoadRunner {roadrunner.__version__}", "models": accepted, "largest_difference": worst}))
    if not worst <= GATE:
        sys.exit(f"a model differs by {worst:.1e}, more than {GATE:.0e}")


class Cohort:
    """A model and how one patient of it is run."""

    def __init__(self, path, task, stiff):
        self.model = load(path, stiff, task["relative"], task["absolute"])
        self.until = task["timed_until"]
        names, self.patients = read(path.with_suffix(".patients.csv"))
        self.states, self.ends = read(path.with_suffix(".ends.csv"))
        _, course = read(path.with_suffix(".csv"))
        self.course = course[course[:, 0] <= self.until, 1:]
        self.model.timeCourseSelections = ["time", *self.states]
        # Values at the start, which other values at the start may depend on; setting the present values would leave those as they are.
        self.starts = [f"init({name})" for name in names]

    def one(self):
        self.model.resetAll()
        return self.model.simulate(0, self.until, 2)

    def run(self, patient):
        model = self.model.model
        for start, value in zip(self.starts, self.patients[patient]):
            model[start] = value
        return np.array(self.one())[-1, 1:]


def seconds(run, patients):
    start = time.process_time()
    for patient in patients:
        run(patient)
    return time.process_time() - start


def tried(cohort):
    """Seconds for the first patients; infinite where one of them fails."""
    try:
        return seconds(cohort.run, range(TRIED))
    except RuntimeError:
        return float("inf")


def timed(path):
    """One patient and the cohort of a model. RuntimeError where a patient fails or the ends are too far off: then there is no time."""
    task = json.loads(path.with_suffix(".task.json").read_text())
    start = time.process_time()
    cohorts = [Cohort(path, task, stiff) for stiff in (True, False)]
    loaded = (time.process_time() - start) / 2
    needed = [tried(cohort) for cohort in cohorts]
    fastest = int(np.argmin(needed))
    each = needed[fastest] / TRIED
    cohort = Cohort(path, task, fastest == 0)
    got = np.array([cohort.run(patient) for patient in range(len(cohort.ends))])
    apart = difference(got, cohort.ends, task["absolute"], cohort.course)
    if not apart <= GATE_TIMED:
        raise RuntimeError(f"off by {apart:.1e}, more than {GATE_TIMED:.0e}")
    rounds = min(ROUNDS, max(5, int(LIMIT / 4 / each)))
    count = min(len(cohort.patients), max(TRIED, int(LIMIT / each)))
    return {
        "model": path.stem,
        "method": ("BDF", "Adams")[fastest],
        "single_s": seconds(lambda _: cohort.one(), range(rounds)) / rounds,
        "patient_s": seconds(cohort.run, range(count)) / count,
        "patients": count,
        "load_s": loaded,
        "largest_difference": apart,
    }


def run(folder):
    results = []
    for table in sorted(folder.glob("*.patients.csv")):
        path = folder / table.name.replace(".patients.csv", ".xml")
        try:
            results.append(timed(path))
            print(json.dumps(results[-1]), flush=True)
        except RuntimeError as error:
            print(f"{path.stem}: no time is given: {error}", flush=True)
    print(json.dumps({"program": f"libRoadRunner {roadrunner.__version__}", "results": results}))


if __name__ == "__main__":
    tasks = {"check": check, "time": run}
    if len(sys.argv) != 3 or sys.argv[1] not in tasks:
        sys.exit(__doc__)
    tasks[sys.argv[1]](Path(sys.argv[2]))
