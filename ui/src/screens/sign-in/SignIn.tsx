/** Signing in. Says plainly what is wrong, and offers the accounts of a demo server. */
import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState, type FormEvent } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "@/api/http";
import { api } from "@/api/routes";
import { LanguageChoice } from "@/components/LanguageChoice";
import { Logo } from "@/components/Logo";
import styles from "./SignIn.module.css";

const DEMO_ACCOUNTS = ["lena", "max", "anna", "jonas", "sofie", "eva"].map((name) => `${name}@kontor.example`);
const DEMO_PASSWORD = "kontor-demo";

type Refusal = { key: "wrong" | "tooFast" | "noAnswer" | "failed"; code: string };

function refusalOf(error: unknown): Refusal {
  if (!(error instanceof Problem)) return { key: "failed", code: "unknown" };
  if (error.code === "wrong_password") return { key: "wrong", code: error.code };
  if (error.status === 429) return { key: "tooFast", code: error.code };
  if (error.status === 0) return { key: "noAnswer", code: error.code };
  return { key: "failed", code: error.code };
}

/** Whether it is worth asking the server. */
const isAddress = (email: string) => /^[^\s@]+@[^\s@]+$/.test(email.trim());

type SignInProps = { ended: boolean; signIn: (email: string, password: string) => Promise<void> };

export function SignIn({ ended, signIn }: SignInProps) {
  const { t } = useTranslation();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [tried, setTried] = useState(false);
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);

  async function enter(asEmail: string, withPassword: string) {
    setBusy(true);
    setRefusal(null);
    try {
      await signIn(asEmail, withPassword);
    } catch (error) {
      setRefusal(refusalOf(error));
      setBusy(false);
    }
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    setTried(true);
    if (isAddress(email) && password !== "") void enter(email.trim(), password);
  }

  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <div className={styles.head}>
          <Logo size={36} />
          <div>
            <h1 className={styles.title}>{t("app.name")}</h1>
            <p className={styles.tagline}>{t("app.tagline")}</p>
          </div>
        </div>
        {ended && refusal === null && (
          <p className={styles.ended} role="status">
            {t("signIn.ended")}
          </p>
        )}
        <form className={styles.form} onSubmit={submit} noValidate>
          <TextInput
            label={t("signIn.email")}
            type="email"
            name="email"
            autoComplete="username"
            autoFocus
            size="md"
            value={email}
            onChange={(event) => setEmail(event.currentTarget.value)}
            error={tried && !isAddress(email) ? t(email.trim() === "" ? "signIn.missing" : "signIn.noAddress") : undefined}
          />
          <PasswordInput
            label={t("signIn.password")}
            name="password"
            autoComplete="current-password"
            size="md"
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={tried && password === "" ? t("signIn.missing") : undefined}
          />
          <div aria-live="assertive">
            {refusal !== null && (
              <p className={styles.refusal}>{t(`signIn.${refusal.key}`, { code: refusal.code })}</p>
            )}
          </div>
          <Button type="submit" size="md" loading={busy} fullWidth>
            {t("signIn.submit")}
          </Button>
        </form>
        <DemoAccounts busy={busy} pick={(account) => void enter(account, DEMO_PASSWORD)} />
      </div>
      <LanguageChoice />
    </main>
  );
}

/** Shown only where the server says that its data is made up. */
function DemoAccounts({ busy, pick }: { busy: boolean; pick: (email: string) => void }) {
  const { t } = useTranslation();
  const meta = useQuery({ queryKey: ["meta"], queryFn: api.meta, retry: 1, staleTime: Infinity });
  if (meta.data?.demo !== true) return null;
  return (
    <section className={styles.demo}>
      <p>{t("signIn.demo")}</p>
      <div className={styles.accounts}>
        {DEMO_ACCOUNTS.map((account) => (
          <Button key={account} variant="default" disabled={busy} onClick={() => pick(account)}>
            {account.split("@")[0]}
          </Button>
        ))}
      </div>
      <p className={styles.demoPassword}>{t("signIn.demoPassword", { password: DEMO_PASSWORD })}</p>
    </section>
  );
}
