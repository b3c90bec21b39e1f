"""What was decided in assigning distributions, in words for the result."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from metrology.montecarlo.distributions import (
    LEAST_DOF_WITH_STD,
    inexactness,
    is_normal,
    is_t,
    is_widened,
)
from metrology.uncertainty.components import Component
from metrology.wording import Wording

if TYPE_CHECKING:
    from metrology.montecarlo.joint import Joint


def of_input(name: str, components: Sequence[Component]) -> list[Wording]:
    """Give the decisions about the components of one input that are drawn independently."""
    return [note for each in components for note in _of_component(name, each)]


def of_joint(joint: "Joint") -> list[Wording]:
    """Give the decisions about inputs drawn together."""
    names = ", ".join(joint.names)
    if math.isinf(joint.dof):
        return [
            Wording(
                f"{names}: phân bố chuẩn nhiều chiều với các hệ số tương quan đã cho.",
                f"{names}: a multivariate normal distribution with the coefficients given.",
                "JCGM 101:2008, 6.4.8",
            )
        ]
    notes = [_observed(names, joint.dof) if joint.observed else _common(names, joint.dof)]
    return notes + _without_std(names, joint.dof)


def _observed(names: str, dof: float) -> Wording:
    return Wording(
        f"{names}: phân bố t nhiều chiều từ các quan trắc đồng thời, ν = n − N = {dof:g}.",
        f"{names}: a multivariate t distribution from observations made together, "
        f"ν = n − N = {dof:g}.",
        "JCGM 102:2011, 5.3.2",
    )


def _common(names: str, dof: float) -> Wording:
    return Wording(
        f"{names}: phân bố t nhiều chiều với số bậc tự do chung ν = {dof:g}.",
        f"{names}: a multivariate t distribution with the common ν = {dof:g}.",
        "JCGM 101:2008, 6.4.9; JCGM 102:2011, 5.3.2",
    )


def _of_component(name: str, component: Component) -> list[Wording]:
    dof = component.dof
    if math.isinf(dof) or is_normal(component):
        return []
    if is_t(component):
        return [_scaled_t(name, dof), *_without_std(name, dof)]
    if is_widened(component):
        return [_inexact(name, component)]
    return [
        Wording(
            f"{name}: ν = {dof:g} không dùng; giới hạn của phân bố {component.distribution} "
            "được coi là chính xác.",
            f"{name}: ν = {dof:g} is not used; the limits of the {component.distribution} "
            "distribution are taken as exact.",
            "JCGM 101:2008, 6.4",
        )
    ]


def _scaled_t(name: str, dof: float) -> Wording:
    return Wording(
        f"{name}: phân bố t dịch chuyển và co giãn, ν = {dof:g}.",
        f"{name}: a scaled and shifted t distribution, ν = {dof:g}.",
        "JCGM 101:2008, 6.4.9",
    )


def _inexact(name: str, component: Component) -> Wording:
    d = f"{inexactness(component):.3g}"
    return Wording(
        f"{name}: phân bố chữ nhật với ν = {component.dof:g} được lấy mẫu với giới hạn không "
        f"chính xác ±d, d = a/√(2ν) = {d}.",
        f"{name}: a rectangular distribution with ν = {component.dof:g} is drawn with limits "
        f"known to ±d, d = a/√(2ν) = {d}.",
        "JCGM 101:2008, 6.4.3, 9.5.2; JCGM 100:2008, G.4.2",
    )


def _without_std(names: str, dof: float) -> list[Wording]:
    if dof > LEAST_DOF_WITH_STD:
        return []
    return [
        Wording(
            f"{names}: với ν = {dof:g} phân bố t không có độ lệch chuẩn; u của kết quả không hội "
            "tụ, chỉ dùng khoảng phủ.",
            f"{names}: with ν = {dof:g} a t distribution has no standard deviation; u of the "
            "result does not converge, use the coverage interval only.",
            "JCGM 101:2008, 6.4.9.4",
        )
    ]
