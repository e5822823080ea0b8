"""The reference of the `kliqs` command, read from the command itself."""

from collections.abc import Iterator

from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption


def command_reference(root: TyperGroup) -> str:
    """Markdown with a part for each command: what it is for, how it is called, its options. Speaks English, as the
    command does."""
    return "\n".join(_part(words, command) for words, command in _leaves("kliqs", root))


def _leaves(words: str, group: TyperGroup) -> Iterator[tuple[str, TyperCommand]]:
    for name, command in group.commands.items():
        if isinstance(command, TyperGroup):
            yield from _leaves(f"{words} {name}", command)
        elif isinstance(command, TyperCommand) and not command.hidden:
            yield f"{words} {name}", command


def _part(words: str, command: TyperCommand) -> str:
    arguments = [each for each in command.params if isinstance(each, TyperArgument)]
    options = [each for each in command.params if isinstance(each, TyperOption) and not each.hidden]
    usage = " ".join([words, *map(_argument, arguments), *(_option(each) for each in options if each.required)])
    rows = [(f"`{_argument(each)}`", each.help) for each in arguments]
    rows += [(f"`{_option(each)}`", each.help) for each in options]
    table = [f"- {name}: {_sentence(meaning)}" for name, meaning in rows]
    lines = [f"## `{words}`", "", _sentence(command.help), "", "```text", usage, "```", "", *table, ""]
    return "\n".join(lines)


def _argument(argument: TyperArgument) -> str:
    name = argument.metavar or (argument.name or "").upper()
    return name if argument.required else f"[{name}]"


def _option(option: TyperOption) -> str:
    name = "/".join([option.opts[-1], *option.secondary_opts])
    return name if option.is_flag else f"{name} {option.metavar or (option.name or '').upper()}"


def _sentence(text: str | None) -> str:
    return " ".join((text or "").split())
