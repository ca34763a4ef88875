//! What somebody does with their own account: see and end sessions, change the password.

use store::StoredSession;

use domain::{EmployeeId, SignInId};

use super::{Auth, Identity, TokenHash, hash_new_password};
use crate::problem::Problem;

/// Sessions that are shown; who signs in more often sees those used last.
const SHOWN: usize = 100;

impl Auth {
    /// The sessions of an employee, the last used first.
    pub(crate) async fn sessions_of(&self, employee: EmployeeId) -> Result<Vec<StoredSession>, Problem> {
        let now = self.0.desk.clock().now();
        Ok(self.0.desk.store().sessions_of(employee, now, SHOWN).await?)
    }

    /// Ends a session by its token. Its sockets are the caller's to close.
    pub(crate) async fn sign_out(&self, token: TokenHash) -> Result<(), Problem> {
        self.0.desk.store().delete_session(&token.0).await?;
        self.0.remembered.forget(token);
        Ok(())
    }

    /// Ends one of the employee's own sessions and tells by which token its sockets are known.
    pub(crate) async fn end_session(&self, employee: EmployeeId, id: SignInId) -> Result<TokenHash, Problem> {
        let session = self.0.desk.store().session_of(employee, id).await?.ok_or_else(Problem::not_found)?;
        let token = TokenHash(session.token_hash);
        self.sign_out(token).await?;
        Ok(token)
    }

    /// Ends every session of an employee, but one if it is named.
    pub(crate) async fn sign_out_everywhere(
        &self,
        employee: EmployeeId,
        except: Option<TokenHash>,
    ) -> Result<(), Problem> {
        let kept = except.as_ref().map(|token| &token.0);
        self.0.desk.store().delete_sessions_of(employee, kept).await?;
        self.0.remembered.forget_all_of(employee, except);
        Ok(())
    }

    /// Sets a new password for who knows the current one, and ends their other sessions. A wrong one counts as a wrong
    /// sign-in, so that an open screen is no place to guess (`[S4]`).
    pub(crate) async fn change_password(
        &self,
        identity: &Identity,
        current: String,
        new: String,
        address: &str,
    ) -> Result<(), Problem> {
        let employee = &identity.employee;
        if self.check_password(&employee.email, current, address).await?.is_none() {
            return Err(Problem::invalid("current", "this is not your current password"));
        }
        let hash = hash_new_password(new, "new").await?;
        self.0.desk.store().set_password_hash(employee.id, &hash).await?;
        self.sign_out_everywhere(employee.id, Some(identity.token)).await
    }
}
