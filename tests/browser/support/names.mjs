/** Names for what a test brings along: no other has them, and on a picture they read as if somebody had chosen them. */
import { randomInt } from "node:crypto";

/** None of them is the name of a demo contact. */
const TREES = ["Ahorn", "Birke", "Eibe", "Erle", "Esche", "Linde", "Tanne", "Ulme", "Weide", "Zirbe"];

/** Two words that find what they name, and nothing else: “Linde 48213”. */
export const newName = () => `${TREES[randomInt(TREES.length)]} ${randomInt(10_000, 100_000)}`;

/** “Linde 48213 GmbH” */
export const newCompany = () => `${newName()} GmbH`;
