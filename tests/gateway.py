"""Stand in for a provider of texts where tests start production mode."""


class Texts:
    """Refuses every text, because no test of production mode sends one."""

    def send(self, phone: str, words: str) -> None:
        raise NotImplementedError
