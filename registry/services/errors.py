"""Why a service could not be started: one error whose text a person at the terminal can act on."""


class ServiceError(RuntimeError):
    """A server or program could not be started, reached or stopped; the message says what to do."""


class HomeInUseError(ServiceError):
    """Another process holds the lock of this data folder."""
