"""Several roles in one worker: who gets an order, and that all of it is stored together or not at all."""

from dataclasses import dataclass, field, replace

import pytest

from contract.clock import Stamp
from contract.events import HelpCalled
from gateway.decision import Decision
from gateway.effects import Print, Refuse, ShowHall, Tell
from gateway.journal.drafts import Draft
from gateway.refusal import NOT_STORED, refused
from gateway.roles import RoleSet


@dataclass(frozen=True)
class Counted:
    """How many orders a role took."""

    n: int = 0
    test: bool = False


@dataclass
class Counting:
    """A role that takes one kind of order and writes a line for each."""

    kind: type
    name: str
    went: list[str] = field(default_factory=list)

    def takes(self, command):
        """Only its kind."""
        return isinstance(command, self.kind)

    def begin(self):
        """Remember that it began."""
        self.went.append("begin")

    def undo(self):
        """Remember that it was taken back."""
        self.went.append("undo")

    def decide(self, state, command, stamp, mono_s):
        """One more."""
        draft = Draft(HelpCalled(self.name, "guard"), stamp)
        return Decision(replace(state, n=state.n + 1), (draft,), (), {f"{self.name}/{state.n}": b"x"})

    def catch_up(self, state, stamp, mono_s):
        """Nothing comes by time alone."""
        return Decision(state)

    def facts(self, before, after):
        """The count as a row."""
        return {self.name: str(after.n).encode()}


@pytest.fixture
def stamp(clock) -> Stamp:
    """The present."""
    return clock.now()


def roles() -> RoleSet:
    """A role for texts and one for numbers and texts that are training's."""
    return RoleSet([Counting(str, "a"), Counting((int, str), "b")], lambda states: any(s.test for s in states))


def test_an_order_goes_to_every_role_that_takes_it(stamp):
    """A text is both roles' business, a number only the second's."""
    both, states = roles(), [Counted(), Counted()]
    after = both.decide(both.together(states), "x", stamp, 0.0)
    assert [state.n for state in after.state.states] == [1, 1]
    after = both.decide(after.state, 7, stamp, 0.0)
    assert [state.n for state in after.state.states] == [1, 2]
    assert [draft.data.counter for draft in after.drafts] == ["b"] and list(after.facts) == ["b/1"]


def test_an_order_that_nobody_takes_is_refused_loudly(stamp):
    """It would else vanish without a word."""
    both = roles()
    with pytest.raises(TypeError, match="no role takes float"):
        both.decide(both.together([Counted(), Counted()]), 1.5, stamp, 0.0)


def test_only_states_that_changed_become_rows(stamp):
    """The role that did nothing writes nothing."""
    both = roles()
    before = both.together([Counted(), Counted()])
    assert both.facts(before, both.decide(before, 7, stamp, 0.0).state) == {"b": b"1"}


def test_in_training_every_line_of_every_role_says_so(stamp):
    """One role knows of the training, the lines of the other are marked too."""
    both = roles()
    before = both.together([Counted(test=True), Counted()])
    assert before.test and all(draft.test for draft in both.decide(before, "x", stamp, 0.0).drafts)
    plain = both.together([Counted(), Counted()])
    assert not any(draft.test for draft in both.decide(plain, "x", stamp, 0.0).drafts)


def test_begin_and_undo_reach_every_role():
    """What a role remembers besides its state is taken back with the others'."""
    first, second = Counting(str, "a"), Counting(int, "b")
    both = RoleSet([first, second], lambda states: False)
    both.begin()
    both.undo()
    assert first.went == second.went == ["begin", "undo"]


def test_nothing_is_printed_or_shown_that_could_not_be_stored():
    """A number without a row would be given again to somebody else."""
    assert refused(Print(None), NOT_STORED) is None and refused(ShowHall(None), NOT_STORED) is None
    said = []
    instead = refused(Tell(lambda: said.append("told"), lambda: said.append("refused")), NOT_STORED)
    instead.told()
    assert said == ["refused"] and refused(Tell(print), NOT_STORED) is None
    assert refused(Refuse("p3"), NOT_STORED) == Refuse("p3")
