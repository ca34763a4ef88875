export function ContactScreen() { return null; }
