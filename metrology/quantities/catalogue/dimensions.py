"""What each quantity is made of."""

from collections.abc import Mapping

# fmt: off
# What each quantity is made of: base units and exponents, "" for the dimension one (SI Brochure,
# table 4 ff.). A quantity of scales is not here: each of its units is a base of its own, except
# that every decibel shares one base, so a correction in dB fits a reading in dB(A).
DIMENSIONS: Mapping[str, str] = {
    "length": "m", "angle": "", "area": "m2", "volume": "m3", "time": "s", "clock_rate": "",
    "speed": "m.s-1", "acceleration": "m.s-2", "frequency": "s-1", "heart_rate": "s-1",
    "rotational_speed": "s-1", "mass": "kg", "density": "kg.m-3", "force": "kg.m.s-2",
    "torque": "kg.m2.s-2", "stiffness": "kg.s-2", "pressure": "kg.m-1.s-2",
    "energy": "kg.m2.s-2", "power": "kg.m2.s-3", "dynamic_viscosity": "kg.m-1.s-1",
    "kinematic_viscosity": "m2.s-1", "temperature": "K", "temperature_difference": "K",
    "thermal_expansion": "K-1", "relative_humidity": "", "thermal_conductivity": "kg.m.s-3.K-1",
    "volume_flow": "m3.s-1", "mass_flow": "kg.s-1", "voltage": "kg.m2.s-3.A-1", "current": "A",
    "resistance": "kg.m2.s-3.A-2", "conductance": "kg-1.m-2.s3.A2",
    "conductivity": "kg-1.m-3.s3.A2", "capacitance": "kg-1.m-2.s4.A2",
    "inductance": "kg.m2.s-2.A-2", "charge": "s.A", "apparent_power": "kg.m2.s-3",
    "reactive_power": "kg.m2.s-3", "reactive_energy": "kg.m2.s-2",
    "meter_constant": "kg-1.m-2.s2", "electric_field": "kg.m.s-3.A-1",
    "magnetic_field_strength": "m-1.A", "magnetic_flux_density": "kg.s-2.A-1",
    "accelerometer_voltage_sensitivity": "kg.m.s-1.A-1",
    "accelerometer_charge_sensitivity": "m-1.s3.A", "ratio": "", "amount_of_substance": "mol",
    "amount_concentration": "m-3.mol", "particle_concentration": "m-3", "sound_level": "dB",
    "power_level": "dB", "luminous_intensity": "cd", "luminous_flux": "cd",
    "illuminance": "m-2.cd", "luminance": "m-2.cd", "irradiance": "kg.s-3",
    "optical_power": "m-1", "activity": "s-1", "absorbed_dose": "m2.s-2",
    "dose_equivalent": "m2.s-2", "dose_equivalent_rate": "m2.s-3", "pulses_per_distance": "m-1",
    "count": "", "money": "VND", "unit_price_volume": "m-3.VND",
    "solid_angle": "", "angular_acceleration": "s-2", "wavenumber": "m-1",
    "second_moment_of_area": "m4", "moment_of_inertia": "kg.m2", "linear_density": "kg.m-1",
    "area_density": "kg.m-2", "fluidity": "kg-1.m.s", "specific_energy": "m2.s-2",
    "specific_heat_capacity": "m2.s-2.K-1", "energy_area_density": "kg.s-2",
    "heat_transfer_coefficient": "kg.s-3.K-1", "thermal_insulance": "kg-1.s3.K",
    "thermal_resistance": "kg-1.m-2.s3.K", "thermal_conductance": "kg.m2.s-3.K-1",
    "permeance": "m-1.s", "apparent_energy": "kg.m2.s-2", "resistivity": "kg.m3.s-3.A-2",
    "current_density": "m-2.A", "electric_dipole_moment": "m.s.A",
    "magnetic_flux": "kg.m2.s-2.A-1", "magnetomotive_force": "A",
    "voltage_peak_to_peak": "kg.m2.s-3.A-1", "voltage_peak": "kg.m2.s-3.A-1",
    "voltage_rms": "kg.m2.s-3.A-1", "voltage_noise_density": "kg.m2.s-5/2.A-1",
    "current_noise_density": "s1/2.A", "thermoelectric_sensitivity": "kg.m2.s-3.A-1.K-1",
    "resistance_temperature_sensitivity": "kg.m2.s-3.A-2.K-1",
    "pressure_voltage_sensitivity": "m3.s-1.A-1", "force_charge_sensitivity": "kg-1.m-1.s3.A",
    "molality": "kg-1.mol", "molar_mass": "kg.mol-1", "catalytic_activity": "s-1.mol",
    "light_exposure": "m-2.s.cd", "luminous_efficacy": "kg-1.m-2.s3.cd",
    "activity_concentration": "m-3.s-1", "specific_activity": "kg-1.s-1",
    "surface_activity": "m-2.s-1", "absorbed_dose_rate": "m2.s-3", "dose_area_product": "m4.s-2",
    "exposure": "kg-1.s.A", "exposure_rate": "kg-1.A", "count_rate": "s-1", "level": "dB",
    "voltage_level": "dB",
}
# fmt: on

# Units that are a base of their own whatever their quantity: a neper is 8.69 dB, so a sum of the
# two would be wrong by that factor without a sign of it. `quantities.levels` converts them.
OWN_BASES = frozenset({"Np"})
