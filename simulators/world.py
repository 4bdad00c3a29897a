"""One campus, sound or with faults: the truth behind every meter and what every meter says.

Everything is a function of seed, meter and moment; which window is asked changes nothing.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from campus.quantity import Resource
from simulators.campus_flows import compressor_flow, hot_water_plant, lost_use, rippling, use_of
from simulators.channels import Channels, channels_of
from simulators.delivery import Sending, Source, deliver
from simulators.dial import Dial, dial
from simulators.faults.protocol import Fault, Label, Planted
from simulators.faults.registry import build
from simulators.flow import Flow, Hourly, Together
from simulators.heat_pump import Plant
from simulators.payloads.registry import shape_named
from simulators.setting import Setting, setting
from simulators.spec import Instrument, Site
from simulators.timeline import REFERENCE_MS, Floats, Timeline, Times


class World:
    """A campus laid out over a timeline with faults planted in it."""

    def __init__(self, site: Site, timeline: Timeline, seed: int, planted: Sequence[Planted] = ()) -> None:
        self.faults: list[Fault] = [build(p) for p in sorted(planted, key=lambda p: p.start_ms)]
        self.sources = sources_of(site)
        self.seed = seed
        self.dials: dict[str, Dial] = {}
        self.site = site
        for fault in self.faults:
            fault.check(self)
            self.site = fault.people(self.site)
        self._place = setting(self.site, timeline, seed)
        self._plants: dict[str, Plant] = {}
        self._own: dict[str, list[Flow]] = {}
        for meter in self.site.instruments:
            if meter.booked and not self.site.children(meter.id):
                self._own[meter.id] = self._sound(meter)
        for meter in self.site.instruments:
            if meter.booked and meter.id not in self._own:
                self._own[meter.id] = [lost_use(meter, self._subs(meter))]
        self._disturb()
        self.flows = {m.id: self._behind(m) for m in self.site.instruments if m.booked}
        self.dials = {m.id: self._dial(m) for m in self.site.instruments if m.booked}
        self.channels = self._read()

    def labels(self) -> list[Label]:
        """What was planted and what differs because of it."""
        return [fault.label(self) for fault in self.faults]

    def hourly(self, meter: str, start_ms: int, end_ms: int) -> Floats:
        """True use of each hour in [start_ms, end_ms)."""
        return np.diff(self.flows[meter].total(np.arange(start_ms, end_ms + 1, 3_600_000, dtype=np.int64)))

    def deliveries(self, source: Source, measured_ms: Times, calm_after_ms: int | None) -> Sending:
        """How the messages of a source reach the broker."""
        sending = deliver(source, measured_ms, self.seed, calm_after_ms)
        for fault in self.faults:
            sending = fault.send(sending)
        return sending

    def _sound(self, meter: Instrument) -> list[Flow]:
        if meter.resource is not Resource.HEAT_PUMP:
            return [rippling(meter, use_of(meter, self._place))]
        machine = hot_water_plant(meter, self._place)
        self._plants[meter.id] = machine
        return [compressor_flow(machine)]

    def _subs(self, meter: Instrument) -> Floats:
        hours = self._place.timeline.hour_starts_ms
        edges = np.append(hours, self._place.timeline.end_ms)
        below = [f for child in self.site.children(meter.id) for f in self._own[child.id]]
        return np.diff(Together(below).total(edges))

    def _disturb(self) -> None:
        clean = {m: flows[0].use for m, flows in self._own.items() if isinstance(flows[0], Hourly)}
        for fault in self.faults:
            if fault.meter in self._plants:
                self._plants[fault.meter] = fault.machine(self._plants[fault.meter], self._place)
        for meter, machine in self._plants.items():
            self._own[meter] = [compressor_flow(machine), Hourly.of(machine.auxiliary_kw)]
        for fault in self.faults:
            extra = fault.added(self._place, clean.get(fault.meter, np.empty(0)))
            if extra is not None:
                self._own[fault.meter].append(extra)

    def _behind(self, meter: Instrument) -> Flow:
        return Together([*self._own[meter.id], *(self._behind(child) for child in self.site.children(meter.id))])

    def _dial(self, meter: Instrument) -> Dial:
        register = dial(meter, self.flows[meter.id], REFERENCE_MS)
        for fault in self.faults:
            if fault.meter == meter.id:
                register = fault.refit(register)
        return register

    def _read(self) -> Mapping[str, Channels]:
        channels = {
            m.id: channels_of(
                m, self.flows.get(m.id, Together([])), self.dials.get(m.id), self._plants.get(m.id), self._place
            )
            for m in self.site.instruments
        }
        for fault in self.faults:
            channels |= fault.misread(channels)
        return channels

    @property
    def place(self) -> Setting:
        return self._place

    @property
    def plants(self) -> Mapping[str, Plant]:
        return self._plants


def sources_of(site: Site) -> tuple[Source, ...]:
    """Who sends what: one source per topic, with every meter that speaks on it."""
    gateways = {g.id: g for g in site.gateways}
    found: dict[str, Source] = {}
    for instrument in site.instruments:
        shape = shape_named(instrument.shape)
        for voice in shape.voices(instrument):
            before = found[voice.topic].meters if voice.topic in found else ()
            found[voice.topic] = Source(
                voice.topic, gateways[instrument.gateway], instrument.shape, (*before, instrument.id), shape.clocked,
                shape.step_s,
            )  # fmt: skip
    return tuple(found.values())
