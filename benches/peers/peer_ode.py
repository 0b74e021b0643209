"""The rival of the cohort benchmark: a scalar Dormand-Prince 5(4) compiled by numba, and SciPy's own solvers.

Ten thousand patients, each with four competing populations

    y_i' = y_i (r_i (1 - sum_j a_ij y_j) - on(t) d_i),

a drug that is given for 14 days and withheld for 14, over 364 days, at relative tolerance 1e-6 and absolute tolerance
1e-9. Rates are process CPU time, the compilation of the solver apart. Before a rate is printed, the first twenty end
states are compared with SciPy's DOP853 at relative tolerance 1e-12; a difference above the gate ends the program.

    peer_ode.py write COHORT.csv     write the patients: r (4), d (4), a by rows (16), one patient a line
    peer_ode.py run COHORT.csv       solve them and print one JSON object
    peer_ode.py scipy COHORT.csv     time SciPy's RK45 and LSODA on twenty of them
"""

import json
import sys
import time

import numba
import numpy as np
from scipy.integrate import solve_ivp

PATIENTS = 10_000
CHECKED = 20
SEGMENTS = 26
SEGMENT_DAYS = 14.0
INITIAL = np.array([0.3, 1e-3, 1e-4, 1e-5])
RELATIVE, ABSOLUTE = 1e-6, 1e-9
GATE = 2e-6  # a sound solver at these tolerances reaches 8e-7 over the 26 segments


def write(path):
    """Draws the patients; the generator and its seed are fixed, so every run has the same."""
    generator = np.random.default_rng(5)
    growth = 0.02 + 0.1 * generator.random((PATIENTS, 4))
    kill = (0.25 - 0.07 * np.arange(4)) * generator.random((PATIENTS, 4))
    competition = 0.5 + 0.5 * generator.random((PATIENTS, 4, 4))
    competition[:, range(4), range(4)] = 1.0
    np.savetxt(path, np.hstack([growth, kill, competition.reshape(PATIENTS, 16)]), delimiter=",")


def read(path):
    rows = np.loadtxt(path, delimiter=",")
    split = rows[:, :4], rows[:, 4:8], rows[:, 8:].reshape(-1, 4, 4)
    return tuple(np.ascontiguousarray(part) for part in split)


@numba.njit(fastmath=True, inline="always")
def slope(growth, kill, competition, p, on, y, out):
    for i in range(4):
        crowd = 0.0
        for j in range(4):
            crowd += competition[p, i, j] * y[j]
        out[i] = y[i] * (growth[p, i] * (1.0 - crowd) - on * kill[p, i])


@numba.njit(fastmath=True)
def dormand_prince(growth, kill, competition, count):
    """End states of the first `count` patients, and the steps tried over all of them.

    Coefficients: Dormand and Prince, J. Comput. Appl. Math. 6 (1980) 19-26. The last slope of a step is the first of
    the next; the step size is kept across the days at which the drug changes.
    """
    ends = np.empty((count, 4))
    y, z = np.empty(4), np.empty(4)
    k1, k2, k3, k4 = np.empty(4), np.empty(4), np.empty(4), np.empty(4)
    k5, k6, k7 = np.empty(4), np.empty(4), np.empty(4)
    steps = 0
    for p in range(count):
        y[:] = INITIAL
        wanted = 0.1
        for segment in range(SEGMENTS):
            on = 1.0 if segment % 2 == 0 else 0.0
            t = 0.0
            slope(growth, kill, competition, p, on, y, k1)
            while t < SEGMENT_DAYS - 1e-12:
                h = min(wanted, SEGMENT_DAYS - t)
                for i in range(4):
                    z[i] = y[i] + h * (1 / 5) * k1[i]
                slope(growth, kill, competition, p, on, z, k2)
                for i in range(4):
                    z[i] = y[i] + h * (3 / 40 * k1[i] + 9 / 40 * k2[i])
                slope(growth, kill, competition, p, on, z, k3)
                for i in range(4):
                    z[i] = y[i] + h * (44 / 45 * k1[i] - 56 / 15 * k2[i] + 32 / 9 * k3[i])
                slope(growth, kill, competition, p, on, z, k4)
                for i in range(4):
                    z[i] = y[i] + h * (
                        19372 / 6561 * k1[i] - 25360 / 2187 * k2[i] + 64448 / 6561 * k3[i] - 212 / 729 * k4[i]
                    )
                slope(growth, kill, competition, p, on, z, k5)
                for i in range(4):
                    z[i] = y[i] + h * (
                        9017 / 3168 * k1[i]
                        - 355 / 33 * k2[i]
                        + 46732 / 5247 * k3[i]
                        + 49 / 176 * k4[i]
                        - 5103 / 18656 * k5[i]
                    )
                slope(growth, kill, competition, p, on, z, k6)
                for i in range(4):
                    z[i] = y[i] + h * (
                        35 / 384 * k1[i]
                        + 500 / 1113 * k3[i]
                        + 125 / 192 * k4[i]
                        - 2187 / 6784 * k5[i]
                        + 11 / 84 * k6[i]
                    )
                slope(growth, kill, competition, p, on, z, k7)
                error = 0.0
                for i in range(4):
                    e = h * (
                        71 / 57600 * k1[i]
                        - 71 / 16695 * k3[i]
                        + 71 / 1920 * k4[i]
                        - 17253 / 339200 * k5[i]
                        + 22 / 525 * k6[i]
                        - 1 / 40 * k7[i]
                    )
                    scale = ABSOLUTE + RELATIVE * max(abs(y[i]), abs(z[i]))
                    error += (e / scale) ** 2
                error = max(np.sqrt(error / 4.0), 1e-10)
                factor = min(5.0, max(0.2, 0.9 * error**-0.2))
                steps += 1
                if error <= 1.0:
                    t += h
                    for i in range(4):
                        y[i] = z[i]
                        k1[i] = k7[i]
                    # A step cut short by the end of the segment says nothing against the wanted one.
                    if h >= wanted or factor < 1.0:
                        wanted = h * factor
                else:
                    wanted = h * factor
        ends[p] = y
    return ends, steps


def reference(patient, cohort, **settings):
    """The same patient through SciPy, segment by segment."""
    growth, kill, competition = (part[patient] for part in cohort)
    state = INITIAL
    for segment in range(SEGMENTS):
        given = kill if segment % 2 == 0 else np.zeros(4)

        def right_hand_side(_, y, given=given):
            return y * (growth * (1.0 - competition @ y) - given)

        state = solve_ivp(right_hand_side, (0.0, SEGMENT_DAYS), state, **settings).y[:, -1]
    return state


def rate(patients, seconds):
    """Million patient-days in a second of CPU time."""
    return patients * SEGMENTS * SEGMENT_DAYS / seconds / 1e6


def run(path):
    cohort = read(path)
    start = time.process_time()
    dormand_prince(*cohort, 1)
    compiled = time.process_time() - start
    start = time.process_time()
    ends, steps = dormand_prince(*cohort, len(cohort[0]))
    seconds = time.process_time() - start
    exact = np.array([reference(p, cohort, method="DOP853", rtol=1e-12, atol=1e-18) for p in range(CHECKED)])
    difference = float(np.abs(ends[:CHECKED] - exact).max())
    if not difference <= GATE:
        sys.exit(f"the end states differ from DOP853 by {difference:.1e}, more than {GATE:.0e}: no rate is given")
    result = {
        "program": f"numba {numba.__version__}, scalar Dormand-Prince 5(4)",
        "million_patient_days_per_cpu_s": rate(len(ends), seconds),
        "steps_per_patient": steps / len(ends),
        "largest_difference": difference,
        "compile_cpu_s": compiled,
    }
    print(json.dumps(result))


def scipy_rates(path):
    cohort = read(path)
    for method in ("RK45", "LSODA"):
        start = time.process_time()
        for patient in range(CHECKED):
            reference(patient, cohort, method=method, rtol=RELATIVE, atol=ABSOLUTE)
        seconds = time.process_time() - start
        print(json.dumps({"program": f"SciPy {method}", "million_patient_days_per_cpu_s": rate(CHECKED, seconds)}))


if __name__ == "__main__":
    tasks = {"write": write, "run": run, "scipy": scipy_rates}
    if len(sys.argv) != 3 or sys.argv[1] not in tasks:
        sys.exit(__doc__)
    tasks[sys.argv[1]](sys.argv[2])
