"""What opendsm's daily model answers, written down once because it cannot be installed beside this project.

opendsm 1.2.7 wants pandas < 3 and imports only with multimethod < 2. In an environment of its own:

    python -m pip install opendsm==1.2.7 'multimethod<2'
    python tests/golden/weather/opendsm_oracle.py FOLDER_OF_DATA tests/golden/weather/opendsm.json

The result is committed; the tests compare with it and never run this file. Each case names its data, its two years
(half-open, local days) and the answers: saving, expected sum, CVRMSE (divisor n - c) and the days compared.
"""

import json
import logging
import sys
import warnings
from importlib.metadata import version
from pathlib import Path

import pandas as pd
from opendsm.eemeter import (  # type: ignore[import-not-found]  # lives in an environment of its own, see above
    DailyBaselineData,
    DailyModel,
    DailyReportingData,
)

CHICAGO = "America/Chicago"
LONDON = "Europe/London"
DAY = pd.Timedelta(days=1)
SYNTHETIC = ("il-electricity-cdd-hdd", "il-electricity-cdd-only", "il-gas-hdd-only", "il-gas-intercept-only")
PERIODS = {
    "365 days": ("2015-12-27", "2016-12-26", "2017-01-05", "2018-01-05"),
    "calendar years": ("2016-01-01", "2016-12-26", "2017-01-05", "2018-01-01"),
    "whole file": ("2015-12-27", "2016-12-26", "2017-01-05", "2018-02-08"),
}


Period = tuple[str, str, str, str]


def series(file: Path, time: str, value: str, zone: str) -> pd.Series:
    frame = pd.read_csv(file).drop_duplicates(time)
    index = pd.DatetimeIndex(pd.to_datetime(frame[time], utc=True)).tz_convert(zone)
    return pd.Series(frame[value].to_numpy(float), index=index).sort_index()


def daily(use: pd.Series, resource: str) -> pd.Series:
    """Day sums as both models get them: zero electricity is missing, a day needs half of its intervals."""
    known = use.where(use != 0) if resource == "electricity" else use
    groups = known.resample("D")
    share = groups.count() / groups.size()
    return (groups.mean() * groups.size()).where(share >= 0.5)


def answer(use: pd.Series, temp_f: pd.Series, resource: str, zone: str, period: Period) -> dict[str, object]:
    a, b, c, d = (pd.Timestamp(day, tz=zone) for day in period)

    def cut(values: pd.Series, first: pd.Timestamp, end: pd.Timestamp) -> pd.Series:
        return values[(values.index >= first) & (values.index < end)]

    electric = resource == "electricity"
    base = DailyBaselineData.from_series(cut(use, a, b), cut(temp_f, a, b), is_electricity_data=electric)
    model = DailyModel().fit(base, ignore_disqualification=True)
    rest = DailyReportingData.from_series(cut(use, c, d), cut(temp_f, c, d), is_electricity_data=electric)
    both = model.predict(rest, ignore_disqualification=True).dropna(subset=["observed", "predicted"])
    return {
        "saving": round(1 - both["observed"].sum() / both["predicted"].sum(), 6),
        "expected": round(float(both["predicted"].sum()), 3),
        "cvrmse": round(float(model.baseline_metrics.cvrmse_adj), 6),
        "days": len(both),
        "parts": list(model.params.submodels),
    }


def synthetic(folder: Path) -> dict[str, dict[str, object]]:
    temp_f = series(folder / "il-tempF.csv.gz", "dt", "tempF", CHICAGO)
    cases: dict[str, dict[str, object]] = {}
    for name in SYNTHETIC:
        resource = name.split("-")[1]
        given = series(folder / f"{name}-daily.csv.gz", "start", "value", CHICAGO).iloc[:-1]
        hourly = series(folder / f"{name}-hourly.csv.gz", "start", "value", CHICAGO).iloc[:-1]
        for form, use in (("daily", given), ("hourly", hourly.resample("D").sum())):
            for label, period in PERIODS.items():
                cases[f"{name} {form}, {label}"] = {"period": period, **answer(use, temp_f, resource, CHICAGO, period)}
    return cases


def british_home(folder: Path) -> dict[str, dict[str, object]]:
    temp_f = series(folder / "uk-tempC-sample-0.csv.gz", "dt", "tempC", LONDON) * 1.8 + 32
    cases: dict[str, dict[str, object]] = {}
    for resource in ("electricity", "gas"):
        hourly = series(folder / f"uk-{resource}-hdd-only-hourly-sample-0.csv.gz", "start", "value", LONDON)
        for period in (
            ("2020-04-02", "2021-04-01", "2021-04-01", "2022-04-01"),
            ("2020-09-01", "2021-09-01", "2021-09-01", "2022-09-01"),
        ):
            use = daily(hourly, resource)
            cases[f"uk-{resource} from {period[0]}"] = {
                "period": period,
                **answer(use, temp_f, resource, LONDON, period),
            }
    return cases


def university(folder: Path) -> dict[str, dict[str, object]]:
    weather = series(folder / "weather_bedford_hourly_2016_2022.csv.xz", "utc", "air_temperature [degC]", LONDON)
    cases: dict[str, dict[str, object]] = {}
    period = ("2018-01-01", "2019-01-01", "2019-01-01", "2020-01-01")
    for resource in ("electricity", "gas"):
        frame = pd.read_csv(folder / f"dev_{resource}_kwh_hourly_2016_2023.csv.xz", index_col=0)
        frame.index = pd.DatetimeIndex(pd.to_datetime(frame.index, utc=True)).tz_convert(LONDON)
        two_years = frame.loc["2018-01-01":"2019-12-31"]
        for building in two_years.columns[two_years.notna().all()]:
            use = daily(two_years[building].astype(float), resource)
            label = f"{resource} {building}"
            try:
                cases[label] = {"period": period, **answer(use, weather * 1.8 + 32, resource, LONDON, period)}
            except Exception as error:  # noqa: BLE001  # the refusal of the other program is its answer
                cases[label] = {"period": period, "refused": f"{type(error).__name__}: {error}"[:200]}
    return cases


def main() -> None:
    """Write every answer with the versions that gave it."""
    warnings.filterwarnings("ignore")
    logging.disable(logging.WARNING)
    data, target = Path(sys.argv[1]), Path(sys.argv[2])
    programs = ("opendsm", "multimethod", "numpy", "pandas", "scipy", "numba", "nlopt", "scikit-learn")
    answers = {
        "made by": {name: version(name) for name in programs} | {"python": sys.version.split()[0]},
        "eemeter_samples": synthetic(data / "eemeter_samples") | british_home(data / "eemeter_samples"),
        "cambridge_estates": university(data / "cambridge_estates"),
    }
    target.write_text(json.dumps(answers, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
