//! Who may do what: a table, and the one function that reads it.
//!
//! A [`Permit`] is a value that only this module makes; a move that needs permission asks for one, so that a
//! forgotten check does not compile. What may not even be known to exist is refused as [`Denied::Hidden`].

mod rules;

use std::marker::PhantomData;

use crate::{
    actor::{Actor, Grant, Role},
    ids::{CentreId, CommunityId, UserId},
    text::DepartmentCode,
};

pub use rules::RULES;

/// How far a role's grant reaches for an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// Things of one's own (made by, or assigned to, oneself) within the granted unit.
    Own,
    /// Things within the granted unit: the community of a worker, the centre of the others, the site without a centre.
    Unit,
    /// Things of the granted department within the granted centre.
    Department,
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident : $read:ident;)*) => {
        /// What can be asked for.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Action { $($(#[$doc])* $name,)* }

        impl Action {
            /// All actions.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            /// The action that makes a thing visible at all: without it, the thing does not exist for the actor.
            #[must_use]
            pub const fn sight(self) -> Self {
                match self { $(Self::$name => Self::$read,)* }
            }

            /// The printed name.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => stringify!($name),)* }
            }
        }

        /// The actions as types, so that a permit for one is no permit for another.
        pub mod act {
            $(
                $(#[$doc])*
                #[derive(Debug)]
                pub struct $name(());
                impl super::Act for $name {
                    const ACTION: super::Action = super::Action::$name;
                }
            )*
        }
    };
}

/// An action as a type.
pub trait Act {
    /// The same action as a value.
    const ACTION: Action;
}

actions! {
    /// Plan a visit or change its plan.
    PlanVisit: ReadVisit;
    /// See visits.
    ReadVisit: ReadVisit;
    /// Ask for a visit for somebody, or change what is asked for.
    AskVisit: ReadVisit;
    /// Say that nobody comes.
    DeclineVisit: ReadVisit;
    /// See a stranger's name and number in the clear, with a reason.
    UnmaskCaller: ReadVisit;
    /// Start and finish a visit.
    WorkVisit: ReadVisit;
    /// Have a visit's slip printed.
    PrintSlip: ReadVisit;
    /// Put a resident into the register.
    RecordResident: ReadResident;
    /// See a resident, masked.
    ReadResident: ReadResident;
    /// See a resident's data in the clear, with a reason.
    UnmaskResident: ReadResident;
    /// Note that a resident has died.
    NoteDeath: ReadResident;
    /// Set right what was recorded wrong of a resident.
    CorrectResident: ReadResident;
    /// Hand a resident everything that is held on them.
    ExportResident: ReadResident;
    /// Note that a resident asks for erasure.
    AskErasure: ReadResident;
    /// See who asked for erasure.
    ReadErasure: ReadErasure;
    /// Grant or refuse erasure.
    DecideErasure: ReadErasure;
    /// Send sealed files.
    UploadFile: UploadFile;
    /// File a case or mend it.
    FileCase: ReadCase;
    /// See a case.
    ReadCase: ReadCase;
    /// See what was declared with a case in the clear, with a reason.
    UnmaskCase: ReadCase;
    /// See the opened files of a case.
    ReadEvidence: ReadCase;
    /// See the letters of a case (文书), opened.
    ReadLetter: ReadCase;
    /// See those that are shown at the door.
    ReadDoorLetter: ReadCase;
    /// Note that a letter is printed once more.
    ReprintLetter: ReadCase;
    /// Ask a shared library for a material of a case.
    LookUp: ReadCase;
    /// Accept a case (受理).
    AcceptCase: ReadCase;
    /// Decide an item that the centre decides (办结).
    ConcludeCase: ReadCase;
    /// Refuse to accept (不予受理).
    NotAcceptCase: ReadCase;
    /// Return a case with everything that is missing (补正告知).
    ReturnCase: ReadCase;
    /// Return it once more, which takes a reason.
    ReturnAgain: ReadCase;
    /// Hand in what was to follow an acceptance (容缺).
    SupplementCase: ReadCase;
    /// Send a case to the department again that had come back from it.
    ForwardCase: ReadCase;
    /// Decide for the department (审批): opinion, decision, return to the window.
    DecideCase: ReadCase;
    /// Begin and end a special procedure (特别程序).
    SuspendCase: ReadCase;
    /// Issue what was decided (出件).
    IssueCase: ReadCase;
    /// Hand something of a case on: to a worker, to the post, back to the centre.
    HandOver: ReadCase;
    /// Say that one has what was handed on.
    TakeOver: ReadCase;
    /// Look for what an absent worker carries, with a reason.
    Reassign: ReadCase;
    /// Hand something to the resident, or say that it could not be (送达).
    DeliverCase: ReadCase;
    /// Take originals from a home against a signed slip.
    TakeOriginals: ReadCase;
    /// Close a case of which something stays open for good.
    CloseCase: ReadCase;
    /// See what is to be carried, handed on or looked for.
    ReadCustody: ReadCustody;
    /// Note that the resident takes the mandate back.
    RevokeMandate: ReadCase;
    /// Take an application back for the resident (撤件).
    WithdrawCase: ReadCase;
    /// End a case that cannot go on (终止).
    TerminateCase: ReadCase;
    /// End a case that should never have been.
    VoidCase: ReadCase;
    /// See what people are asked to do.
    ReadTask: ReadTask;
    /// Say that such a task is done.
    DoTask: ReadTask;
    /// Bring in a calendar of working days.
    ImportCalendar: ImportCalendar;
    /// See drafts and versions of the catalogue, and what differs between them.
    ReadCatalogue: ReadCatalogue;
    /// Write, replace and discard drafts of the catalogue.
    DraftCatalogue: ReadCatalogue;
    /// Publish a draft of the catalogue from a day on, or recall it before that day.
    PublishVersion: ReadCatalogue;
    /// Have what changes of one's own visits and cases sent to one's phone.
    Sync: Sync;
    /// See the writes from phones that were not applied: one's own, with what was said.
    ReadUnapplied: ReadUnapplied;
    /// Say that such a write is settled.
    SettleUnapplied: ReadUnapplied;
    /// See the reports.
    ReadReport: ReadReport;
    /// See the figures of the service, by centre, community, item, worker and time.
    ReadFigures: ReadFigures;
    /// See what residents said of one worker's work.
    ReadRatings: ReadFigures;
    /// See the devices of a centre.
    ReadDevice: ReadDevice;
    /// End a device's sign-ins and let it sign in no more.
    RevokeDevice: ReadDevice;
    /// Receive a complete case (收件): the server's own act.
    ReceiveCase: ReceiveCase;
    /// Accept by the law's own word, when nobody has answered (视为受理): the server's own act.
    DeemAccepted: DeemAccepted;
    /// Close a case of which nothing is open: the server's own act.
    CloseServed: CloseServed;
}

/// What is asked about: where it lies and whose it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resource {
    /// The centre it belongs to.
    pub centre: CentreId,
    /// The community, where it has one.
    pub community: Option<CommunityId>,
    /// The deciding department, where it has one and the case has reached it.
    pub department: Option<DepartmentCode>,
    /// Who made it or has it assigned.
    pub owner: Option<UserId>,
}

impl Resource {
    /// Something of a centre as a whole.
    #[must_use]
    pub const fn of_centre(centre: CentreId) -> Self {
        Self { centre, community: None, department: None, owner: None }
    }
}

/// Why there is no permit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// The actor may not know that it exists.
    Hidden,
    /// The actor may see it but not do this to it.
    Forbidden,
}

/// Permission for one action, made by [`may`] or [`by_the_server`] and by nothing else.
#[derive(Debug)]
pub struct Permit<A: Act> {
    by: Option<UserId>,
    role: Option<Role>,
    action: PhantomData<A>,
}

impl<A: Act> Permit<A> {
    /// Who was permitted; nobody when the server acts of itself.
    #[must_use]
    pub const fn by(&self) -> Option<UserId> {
        self.by
    }

    /// The role that carried it.
    #[must_use]
    pub const fn role(&self) -> Option<Role> {
        self.role
    }
}

fn covers(grant: &Grant, reach: Reach, actor: &Actor, resource: &Resource) -> bool {
    if grant.centre.is_some_and(|centre| centre != resource.centre) {
        return false;
    }
    if grant.community.is_some() && resource.community.is_some() && grant.community != resource.community {
        return false;
    }
    match reach {
        Reach::Unit => grant.community.is_none() || resource.community.is_some(),
        Reach::Own => resource.owner == Some(actor.user),
        Reach::Department => grant.department.is_some() && grant.department == resource.department,
    }
}

fn permitting_role(actor: &Actor, action: Action, resource: &Resource) -> Option<Role> {
    RULES.iter().filter(|(ruled, _, _)| *ruled == action).find_map(|(_, role, reach)| {
        let held = |grant: &&Grant| grant.role == *role && covers(grant, *reach, actor, resource);
        actor.grants.iter().find(held).map(|_| *role)
    })
}

/// Whether `actor` may do `Asked` to `resource`.
///
/// # Errors
/// [`Denied::Hidden`] when the actor may not even see it, [`Denied::Forbidden`] otherwise.
pub fn may<Asked: Act>(actor: &Actor, resource: &Resource) -> Result<Permit<Asked>, Denied> {
    match permitting_role(actor, Asked::ACTION, resource) {
        Some(role) => Ok(Permit { by: Some(actor.user), role: Some(role), action: PhantomData }),
        None if Asked::ACTION.sight() != Asked::ACTION
            && permitting_role(actor, Asked::ACTION.sight(), resource).is_some() =>
        {
            Err(Denied::Forbidden)
        }
        None => Err(Denied::Hidden),
    }
}

/// Permission for an action that the server takes of itself; the table gives it to no person.
#[must_use]
pub const fn by_the_server<Asked: Act>() -> Permit<Asked> {
    Permit { by: None, role: None, action: PhantomData }
}

/// Whether a role is given an action anywhere: for lists, which are then narrowed row by row.
#[must_use]
pub fn places(actor: &Actor, action: Action) -> Vec<(&Grant, Reach)> {
    actor
        .grants
        .iter()
        .flat_map(|grant| {
            RULES
                .iter()
                .filter(move |(ruled, role, _)| *ruled == action && *role == grant.role)
                .map(move |(_, _, reach)| (grant, *reach))
        })
        .collect()
}

/// The widest of the places in which an actor is given an action, for a list that shows one place.
#[must_use]
pub fn widest(actor: &Actor, action: Action) -> Option<(&Grant, Reach)> {
    let places = places(actor, action);
    places.iter().find(|(_, reach)| *reach == Reach::Unit).or_else(|| places.first()).copied()
}

/// The policy as a table for people to read: a row an action, a column a role.
#[must_use]
pub fn table() -> String {
    let mut out = format!("{:<16}", "action");
    for role in Role::ALL {
        out.push_str(&format!("{:<12}", role.as_str()));
    }
    for action in Action::ALL {
        out.truncate(out.trim_end().len());
        out.push_str(&format!("\n{:<16}", action.as_str()));
        for role in Role::ALL {
            let reach = RULES.iter().find(|(ruled, holder, _)| ruled == action && *holder == role);
            let cell = match reach {
                Some((_, _, Reach::Own)) => "own",
                Some((_, _, Reach::Unit)) => "unit",
                Some((_, _, Reach::Department)) => "department",
                None => "-",
            };
            out.push_str(&format!("{cell:<12}"));
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

#[cfg(test)]
mod tests;
