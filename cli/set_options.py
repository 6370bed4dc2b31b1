"""What a person enters about a set: the same options for every command that reads one."""

import functools
import inspect
from collections.abc import Callable, Collection

from analysis.errors import UsageError
from analysis.settings import SetSettings, Unit
from cli.options import (
    BodyMassOption,
    LiftChoice,
    LiftOption,
    LoadOption,
    MirroredOption,
    OneRmOption,
    PainOption,
    PlateStepOption,
    SideChoice,
    SideOption,
    UnitOption,
    ViewChoice,
    ViewOption,
)

Command = Callable[..., int]


def build_set_settings(
    mirrored: MirroredOption = False,
    view: ViewOption = ViewChoice.AUTO,
    lift: LiftOption = LiftChoice.SQUAT,
    side: SideOption = SideChoice.AUTO,
    load: LoadOption = None,
    one_rm: OneRmOption = None,
    body_mass: BodyMassOption = None,
    unit: UnitOption = Unit.KG,
    plate_step: PlateStepOption = None,
    pain: PainOption = False,
) -> SetSettings:
    """Build the settings of a set from its options. Raises UsageError, which names the option."""
    try:
        return SetSettings(
            mirrored=mirrored,
            view=view.chosen,
            lift=lift.value,
            side=side.chosen,
            load=load,
            one_rm=one_rm,
            body_mass=body_mass,
            unit=unit,
            plate_step=plate_step,
            pain=pain,
        )
    except ValueError as error:
        raise UsageError(_name_option(str(error))) from error


def _name_option(message: str) -> str:
    """The message of `SetSettings` with the option in place of the field that it begins with, if any."""
    field, space, rest = message.partition(" ")
    is_option = field in inspect.signature(build_set_settings).parameters
    return f"--{field.replace('_', '-')}{space}{rest}" if is_option else message


def with_set_options(without: Collection[str] = ()) -> Callable[[Command], Command]:
    """The command's parameter `settings` becomes the options of `build_set_settings`, less those left out.

    Typer reads the options off a command's signature, so the signature is what is changed.
    """
    options = inspect.signature(build_set_settings).parameters
    offered = {name: option for name, option in options.items() if name not in without}

    def add_options(command: Command) -> Command:
        @functools.wraps(command)
        def run_command(**given: object) -> int:
            entered = {name: given.pop(name) for name in offered}
            return command(**given, settings=build_set_settings(**entered))  # type: ignore[arg-type]

        own = inspect.signature(command)
        shown = [
            option
            for name, parameter in own.parameters.items()
            for option in (offered.values() if name == "settings" else [parameter])
        ]
        run_command.__signature__ = own.replace(parameters=shown)  # type: ignore[attr-defined]
        run_command.__annotations__ = {option.name: option.annotation for option in shown} | {"return": int}
        return run_command

    return add_options
