//! Every command that was sent and what became of it.

use std::collections::BTreeMap;
use std::time::Duration;

/// One message of the load as it was sent.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    /// Since the start of the load.
    pub due: Duration,
    pub seat: usize,
    pub contact: usize,
    pub kind: Kind,
    pub outcome: Outcome,
    /// Where the contact's events show it; 0 until one does.
    shown_at: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `cell` counts the fields of the seat's editor.
    Edit {
        cell: usize,
        field: &'static str,
    },
    Comment,
    Note,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    Open,
    /// On disk, as the change of this seq; a note has none.
    Acked(u64),
    Conflict,
    Refused,
    /// The server could not tell whether it was saved.
    Unknown,
}

/// All commands of a run, by number.
#[derive(Debug, Default)]
pub struct Ledger {
    commands: Vec<Command>,
    /// Of each contact, the highest seq that anybody was told of.
    versions: Vec<u64>,
    pub open: u64,
    pub acked: u64,
    pub conflicts: u64,
    pub refused: BTreeMap<String, u64>,
    /// Answers to commands that had one, or that nobody sent.
    pub stray_answers: u64,
    /// Events that show a command a second time, under another seq.
    pub applied_twice: u64,
    /// Events whose field or value is not what was sent.
    pub altered: u64,
    /// Due on a socket that was lost.
    pub unsent: u64,
}

impl Ledger {
    pub fn new(contacts: usize) -> Self {
        Self { versions: vec![0; contacts], ..Self::default() }
    }

    /// Enters a command that is about to be sent, and numbers it.
    pub fn enter(&mut self, due: Duration, seat: usize, contact: usize, kind: Kind) -> u32 {
        let number = u32::try_from(self.commands.len()).expect("a run has fewer than four billion commands");
        self.commands.push(Command { due, seat, contact, kind, outcome: Outcome::Open, shown_at: 0 });
        self.open += 1;
        number
    }

    pub fn command(&self, number: u32) -> Option<Command> {
        self.commands.get(number as usize).copied()
    }

    pub fn sent(&self) -> u64 {
        self.commands.len() as u64
    }

    /// Enters the answer to a command; the command, if it was waiting for one.
    pub fn answer(&mut self, number: Option<u32>, outcome: Outcome) -> Option<Command> {
        let command = number.and_then(|number| self.commands.get_mut(number as usize));
        let Some(command) = command.filter(|command| command.outcome == Outcome::Open) else {
            self.stray_answers += 1;
            return None;
        };
        command.outcome = outcome;
        self.open -= 1;
        match outcome {
            Outcome::Acked(seq) => {
                self.acked += 1;
                let version = &mut self.versions[command.contact];
                *version = seq.max(*version);
            }
            Outcome::Conflict => self.conflicts += 1,
            Outcome::Open | Outcome::Refused | Outcome::Unknown => {}
        }
        Some(*command)
    }

    /// Enters an event that somebody saw, and the command that it shows, if it is one of ours.
    pub fn shown(&mut self, contact: usize, seq: u64, number: Option<u32>) -> Option<Command> {
        let version = &mut self.versions[contact];
        *version = seq.max(*version);
        let command = self.commands.get_mut(number? as usize)?;
        if command.shown_at == 0 {
            command.shown_at = seq;
        } else if command.shown_at != seq {
            self.applied_twice += 1;
        }
        Some(*command)
    }

    pub fn version(&self, contact: usize) -> u64 {
        self.versions[contact]
    }

    /// Commands whose answer and whose event contradict each other: acknowledged under one seq and shown under another,
    /// or refused and shown all the same.
    pub fn contradictions(&self) -> u64 {
        let contradicts = |command: &&Command| match command.outcome {
            Outcome::Acked(seq) => command.kind != Kind::Note && command.shown_at != 0 && command.shown_at != seq,
            Outcome::Conflict | Outcome::Refused => command.shown_at != 0,
            Outcome::Open | Outcome::Unknown => false,
        };
        self.commands.iter().filter(contradicts).count() as u64
    }

    /// The notes of a contact that their authors were told are saved.
    pub fn saved_notes(&self, contact: usize) -> impl Iterator<Item = u32> {
        (0_u32..).zip(&self.commands).filter_map(move |(number, command)| {
            let saved = command.kind == Kind::Note && matches!(command.outcome, Outcome::Acked(_));
            (saved && command.contact == contact).then_some(number)
        })
    }
}
