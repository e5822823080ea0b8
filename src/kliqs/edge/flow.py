"""Flow control with a hold of its own on reading."""

from asyncio import Transport

from uvicorn.protocols.http.flow_control import FlowControl


class HeldReading(FlowControl):
    """uvicorn resumes reading whenever an application asks for a body; while held, that has to wait."""

    def __init__(self, transport: Transport) -> None:
        super().__init__(transport)
        self.is_held = False

    def hold(self) -> None:
        self.is_held = True
        self.pause_reading()

    def let_go(self) -> None:
        self.is_held = False
        self.resume_reading()

    def resume_reading(self) -> None:
        if not self.is_held:
            super().resume_reading()
