/**
 * Why the server refused, in the person's language. The server words its refusals in English; here each wording has its
 * key in the language files, and one that is not known yet is shown as the server wrote it.
 */
export type Translate = (key: string, values?: Record<string, string | number>) => string;

const WORDINGS: [pattern: RegExp, key: string][] = [
  [/is not an e-mail address/, "email"],
  [/is not a phone number/, "phone"],
  [/is not a postal code of/, "postalCode"],
  [/is not a postal code/, "foreignPostalCode"],
  [/is not a country/, "country"],
  [/is not a date.+1980-12-24$/, "fullDate"],
  [/is not a date/, "date"],
  [/is not a number/, "number"],
  [/the number has (?<length>\d+) digits; at most (?<limit>\d+)/, "tooManyDigits"],
  [/is not offered; choose one of (?<choices>.+)/, "notOffered"],
  [/is archived and takes no new value/, "archivedField"],
  [/only organisations have this field/, "onlyForOrganisations"],
  [/only persons have this field/, "onlyForPersons"],
  [/the filter asks for a custom field that does not exist/, "filterOfNoField"],
  [/the filter asks of “(?<label>.+)” what/, "filterOfAnotherKind"],
  [/ordered by a custom field that does not exist/, "sortOfNoField"],
  [/another field is called “(?<label>.+)”/, "labelTaken"],
  [/a choice needs something to choose from/, "noChoices"],
  [/choices are too many; at most (?<limit>\d+)/, "tooManyChoices"],
  [/there are (?<limit>\d+) custom fields already/, "tooManyFields"],
  [/(?<limit>\d+) custom fields were defined/, "tooManyDefinitions"],
  [/is not a VAT id/, "vatId"],
  [/is not a valid VAT id/, "vatIdChecksum"],
  [/is not a web address/, "website"],
  [/the text has (?<length>\d+) characters; at most (?<limit>\d+)/, "tooLong"],
  [/the list has (?<length>\d+) entries; at most (?<limit>\d+)/, "tooMany"],
  [/must not be empty/, "empty"],
  [/control character/, "controlCharacter"],
  [/is not one of/, "notAChoice"],
  [/(?<name>.+) has this role already/, "alreadyAssigned"],
  [/the first day .+ lies in the past/, "beginsInThePast"],
  [/lies in the past/, "endsInThePast"],
  [/lies before the first/, "endsBeforeItBegins"],
  [/there are no contacts to do this with/, "noContacts"],
  [/contacts; at most (?<limit>\d+) are taken at once/, "tooManyContacts"],
  [/cannot be handed over to who has them/, "toThemselves"],
  [/there is no active employee/, "notActive"],
  [/people can share a handover/, "tooManyReceivers"],
  [/has none of these contacts/, "hasNone"],
  [/not done yet; wait until it is/, "notDoneYet"],
  [/was taken back already/, "alreadyUndone"],
  [/there is nothing to take back/, "notDone"],
  [/can be taken back for 30 days/, "tooLate"],
  [/was answered already/, "answered"],
  [/only its author edits/, "notYourComment"],
  [/can be edited for 15 minutes/, "tooLateToEdit"],
  [/a comment needs a text/, "empty"],
  [/comments are pinned already/, "tooManyPinned"],
  [/there is no such comment/, "noSuchComment"],
  [/somebody else has this e-mail/, "emailTaken"],
  [/(?<name>.+) is the last administrator/, "lastAdmin"],
  [/there is no such team/, "noSuchTeam"],
  [/the team (?<name>.+) has this name already/, "teamNameTaken"],
  [/^(?<contacts>\d+) contacts belong to this team/, "teamHasContacts"],
  [/^(?<names>.+) belong to this team/, "teamHasMembers"],
  [/a password has at least (?<least>\d+)/, "passwordShort"],
  [/a password has at most/, "passwordLong"],
  [/the comment has (?<length>\d+) characters/, "commentTooLong"],
];

export function refusalText(t: Translate, code: string, message: string): string {
  if (code === "not_found") return t("refusal.notFound");
  for (const [pattern, key] of WORDINGS) {
    const found = pattern.exec(message);
    if (found !== null) return t(`refusal.${key}`, { ...found.groups });
  }
  return t("refusal.other", { message: message === "" ? code : withoutField(message) });
}

/** The server puts the field's name first; at the field itself that is said already. */
function withoutField(message: string): string {
  return message.replace(/^[a-z_]+: /, "");
}
