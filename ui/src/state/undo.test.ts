import { describe, expect, it } from "vitest";

import { changeAcknowledged, changeDone, changeGone, changeSent, lastChange, NO_CHANGES, takeBackSent, type OwnChanges } from "./undo";

function made(own: OwnChanges, command: string, seq: number, previous: string, value: string, field: "city" | "street" = "city"): OwnChanges {
  return changeDone(changeSent(own, { command, field, value }, null), command, { value, previous, seq });
}

function takenBack(own: OwnChanges, seq: number): OwnChanges {
  const change = lastChange(own);
  if (change?.done == null) throw new Error("nothing to take back");
  const { previous } = change.done;
  return changeDone(takeBackSent(own, change, `undo${seq}`), `undo${seq}`, { value: previous, previous: change.value, seq });
}

describe("taking back what this tab changed", () => {
  it("goes from the newest to the oldest", () => {
    const own = made(made(NO_CHANGES, "a", 6, "Wien", "Graz"), "b", 7, "Ring 1", "Ring 2", "street");
    expect(lastChange(own)).toMatchObject({ field: "street", done: { previous: "Ring 1", seq: 7 } });
    const next = takenBack(own, 8);
    expect(lastChange(next)).toMatchObject({ field: "city", done: { previous: "Wien", seq: 6 } });
    expect(lastChange(takenBack(next, 9))).toBeNull();
  });

  it("goes on from the last one of the same field if nobody came between", () => {
    const own = made(made(NO_CHANGES, "a", 6, "Wien", "Graz"), "b", 7, "Graz", "Linz");
    expect(lastChange(takenBack(own, 8))).toMatchObject({ command: "a", done: { previous: "Wien", seq: 8 } });
  });

  it("stops before a colleague's value", () => {
    const own = made(made(NO_CHANGES, "a", 6, "Wien", "Graz"), "b", 8, "Steyr, from a colleague", "Linz");
    expect(lastChange(takenBack(own, 9))).toBeNull();
  });

  it("is no change to take back itself", () => {
    expect(lastChange(takenBack(made(NO_CHANGES, "a", 6, "Wien", "Graz"), 7))).toBeNull();
  });

  it("waits for the server's answer, and believes the event more than that", () => {
    const sent = changeSent(NO_CHANGES, { command: "a", field: "city", value: "graz" }, null);
    expect(lastChange(sent)?.done).toBeNull();
    const event = { value: "Graz", previous: "Linz", seq: 6 };
    const answer = { value: "graz", previous: "Wien", seq: 6 };
    for (const own of [
      changeAcknowledged(changeDone(sent, "a", event), "a", answer),
      changeDone(changeAcknowledged(sent, "a", answer), "a", event),
    ]) {
      expect(lastChange(own)).toMatchObject({ value: "Graz", done: { previous: "Linz", seq: 6 } });
    }
  });

  it("forgets what was refused, and what was replaced before it was sent", () => {
    const sent = changeSent(NO_CHANGES, { command: "a", field: "city", value: "Graz" }, null);
    expect(lastChange(changeGone(sent, "a"))).toBeNull();
    expect(changeSent(sent, { command: "b", field: "city", value: "Linz" }, "a").made.map(({ command }) => command)).toEqual(["b"]);
  });

  it("keeps no more than 50 changes", () => {
    let own = NO_CHANGES;
    for (let seq = 1; seq <= 60; seq += 1) own = made(own, `c${seq}`, seq, `${seq}`, `${seq + 1}`);
    expect(own.made).toHaveLength(50);
    expect(own.made[0]?.command).toBe("c11");
  });
});
