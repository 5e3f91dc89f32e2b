"""Who the organisation is: what it is called, who adopts its policy, who signs training off, and what to do in danger."""

from dataclasses import dataclass

from policybook.policy.problems import Placed


@dataclass(frozen=True, slots=True)
class Office:
    """An office of the organisation; `name`, `contact` and `telephone` are empty until somebody fills them in."""

    id: str
    title: str
    name: str = ""
    contact: str = ""
    telephone: str = ""


@dataclass(frozen=True, slots=True)
class Emergency(Placed):
    """What stands at the top of every page for whoever is in danger, and the number that it rings.

    `asks` and `then` are what a notebook asks of its reader first, and what to do where the answer is yes.
    """

    title: str
    telephone: str
    asks: str = ""
    then: str = ""


@dataclass(frozen=True, slots=True)
class Organisation(Placed):
    """What the handbook's own file says of who keeps it; words are as they stand within a sentence.

    `body` adopts the policy.
    `lead`, `deputies`, `records` and `signs` are offices: who signs training off, or does so in their place, who takes
    in what people hand in, and who signs what the body decides. `usual` is the kind of person that most readers are,
    `capitals` are words that begin with a capital and name nobody, and a journey of training lasts `minutes` at most.
    """

    name: str = "the organisation"
    ours: str = "our organisation"
    handbook: str = "Policy handbook"
    policy: str = "the policy"
    body: str = "the board"
    lead: str = ""
    deputies: tuple[str, ...] = ()
    records: str = ""
    signs: tuple[str, ...] = ()
    usual: str = ""
    capitals: tuple[str, ...] = ()
    language: str = "en-GB"
    minutes: int = 25
    emergency: Emergency | None = None

    @property
    def in_doubt(self) -> str:
        """What to do where the policy leaves something open, or is silent."""
        ring = f"call {self.emergency.telephone}, or " if self.emergency else ""
        return f"If somebody may be at risk, do not wait: {ring}tell now. Otherwise ask before you do it."

    @property
    def sign_off(self) -> tuple[str, ...]:
        """The offices of which one signs off what is safety-critical, or rests on an interpretation."""
        return (self.lead, *self.deputies)

    @property
    def practice(self) -> str:
        """What the layer is called that says what is done today."""
        return f"What {self.ours} does"
