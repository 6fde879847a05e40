namespace LifecycleTools.Engine.Errors;

/// <summary>Every way this module can fail. Scripts compare these: a name, once released, keeps its meaning.</summary>
public static class ErrorIds
{
    /// <summary>No role map at that path.</summary>
    public const string RoleMapNotFound = nameof(RoleMapNotFound);

    /// <summary>The role map is not YAML; the message has line and column.</summary>
    public const string RoleMapUnreadable = nameof(RoleMapUnreadable);

    /// <summary>The role map has findings. Test-LifecycleRoleMap lists them.</summary>
    public const string RoleMapInvalid = nameof(RoleMapInvalid);

    /// <summary>No role of that name in the role map.</summary>
    public const string RoleUnknown = nameof(RoleUnknown);

    /// <summary>No site of that name in the role map.</summary>
    public const string SiteUnknown = nameof(SiteUnknown);

    /// <summary>The tenant file is missing, unreadable or has findings.</summary>
    public const string TenantFileInvalid = nameof(TenantFileInvalid);

    /// <summary>No tenant is connected in this runspace, or none of that name.</summary>
    public const string TenantNotConnected = nameof(TenantNotConnected);

    /// <summary>Several tenants are connected and none was picked.</summary>
    public const string TenantAmbiguous = nameof(TenantAmbiguous);

    /// <summary>A secret named in the tenant file cannot be had.</summary>
    public const string SecretNotFound = nameof(SecretNotFound);

    /// <summary>No person with that name or id. Check the spelling, or whether the account was deleted.</summary>
    public const string PersonNotFound = nameof(PersonNotFound);

    /// <summary>More than one person answers to that.</summary>
    public const string PersonAmbiguous = nameof(PersonAmbiguous);

    /// <summary>The person has an account that this request did not make.</summary>
    public const string PersonAlreadyExists = nameof(PersonAlreadyExists);

    /// <summary>The person had an account before, disabled or deleted. -Restore goes on with it, -NewAccount makes a second one.</summary>
    public const string FormerAccountFound = nameof(FormerAccountFound);

    /// <summary>The person is protected: named in the tenant file, or an administrator that nobody approved.</summary>
    public const string PersonProtected = nameof(PersonProtected);

    /// <summary>The directory on premises owns this; the cloud cannot change it.</summary>
    public const string PersonSynchronized = nameof(PersonSynchronized);

    /// <summary>The manager or delegate does not exist or cannot sign in.</summary>
    public const string ManagerNotFound = nameof(ManagerNotFound);

    /// <summary>A name cannot become a user principal name; the message says which rule it breaks.</summary>
    public const string NameInvalid = nameof(NameInvalid);

    /// <summary>A name has no letter that a user principal name may hold. Give one with -UserPrincipalName.</summary>
    public const string NameNotLatin = nameof(NameNotLatin);

    /// <summary>Every name that the role map allows is taken.</summary>
    public const string NameTaken = nameof(NameTaken);

    /// <summary>No free seat of a license.</summary>
    public const string LicenseSeatsMissing = nameof(LicenseSeatsMissing);

    /// <summary>A license cannot be assigned as asked: unknown, conflicting or not allowed at the usage location.</summary>
    public const string LicenseNotAssignable = nameof(LicenseNotAssignable);

    /// <summary>A group, list or mailbox that the role map names is not there, or its name is not unique.</summary>
    public const string ReferenceNotResolved = nameof(ReferenceNotResolved);

    /// <summary>A group's members cannot be changed this way: dynamic, synchronized or privileged.</summary>
    public const string GroupNotJoinable = nameof(GroupNotJoinable);

    /// <summary>The last owner of a group cannot be removed before another one is there.</summary>
    public const string GroupLastOwner = nameof(GroupLastOwner);

    /// <summary>There is no mailbox (yet).</summary>
    public const string MailboxNotFound = nameof(MailboxNotFound);

    /// <summary>A mailbox rule (size, hold, archive) forbids the step.</summary>
    public const string MailboxNeedsLicense = nameof(MailboxNeedsLicense);

    /// <summary>A sign-in method of a kind this version does not know; a person must remove it.</summary>
    public const string SignInMethodUnknown = nameof(SignInMethodUnknown);

    /// <summary>The default sign-in method cannot be removed while others are there.</summary>
    public const string SignInMethodIsDefault = nameof(SignInMethodIsDefault);

    /// <summary>The tenant's policy does not allow a temporary access pass as asked.</summary>
    public const string AccessPassNotAllowed = nameof(AccessPassNotAllowed);

    /// <summary>A device is not the one that was confirmed, or its ids do not agree.</summary>
    public const string DeviceNotConfirmed = nameof(DeviceNotConfirmed);

    /// <summary>A system that is needed is not configured.</summary>
    public const string ConnectorNotConfigured = nameof(ConnectorNotConfigured);

    /// <summary>Signing in to a system failed.</summary>
    public const string ConnectorSignInFailed = nameof(ConnectorSignInFailed);

    /// <summary>The system refused: a permission is missing. The message names it.</summary>
    public const string ConnectorPermissionMissing = nameof(ConnectorPermissionMissing);

    /// <summary>The system refused the request as malformed or against its rules.</summary>
    public const string ConnectorRequestRefused = nameof(ConnectorRequestRefused);

    /// <summary>The object is not there.</summary>
    public const string ConnectorObjectNotFound = nameof(ConnectorObjectNotFound);

    /// <summary>An object with this key is there already.</summary>
    public const string ConnectorObjectExists = nameof(ConnectorObjectExists);

    /// <summary>The system kept throttling after the retries.</summary>
    public const string ConnectorThrottled = nameof(ConnectorThrottled);

    /// <summary>No answer in time.</summary>
    public const string ConnectorTimedOut = nameof(ConnectorTimedOut);

    /// <summary>The system could not be reached, or the connection broke.</summary>
    public const string ConnectorUnreachable = nameof(ConnectorUnreachable);

    /// <summary>The system failed (5xx) after the retries.</summary>
    public const string ConnectorFailed = nameof(ConnectorFailed);

    /// <summary>The system's answer is not its contract.</summary>
    public const string ConnectorAnswerUnexpected = nameof(ConnectorAnswerUnexpected);

    /// <summary>A dry run tried to change something; the request was not sent.</summary>
    public const string DryRunWriteRefused = nameof(DryRunWriteRefused);

    /// <summary>The step was tried and does not hold.</summary>
    public const string StepNotProved = nameof(StepNotProved);

    /// <summary>Several objects of one step failed; the message lists them.</summary>
    public const string StepItemsFailed = nameof(StepItemsFailed);

    /// <summary>A step that this one needs did not succeed.</summary>
    public const string StepPrerequisiteFailed = nameof(StepPrerequisiteFailed);

    /// <summary>Only a person can do what is left.</summary>
    public const string StepNeedsPerson = nameof(StepNeedsPerson);

    /// <summary>The state of the tenant forbids the step.</summary>
    public const string StepForbidden = nameof(StepForbidden);

    /// <summary>The step was stopped after its request had left; Resume-LifecycleRun settles it.</summary>
    public const string StepUnsettled = nameof(StepUnsettled);

    /// <summary>A step failed in a way this module does not know; the message has the exception.</summary>
    public const string StepFailed = nameof(StepFailed);

    /// <summary>The journal cannot be written: nothing is changed without it.</summary>
    public const string JournalNotWritable = nameof(JournalNotWritable);

    /// <summary>The journal cannot be read, or its chain does not hold.</summary>
    public const string JournalDamaged = nameof(JournalDamaged);

    /// <summary>No run with that id.</summary>
    public const string RunNotFound = nameof(RunNotFound);

    /// <summary>The run is no departure, or one that changed nothing, so there is nothing to undo.</summary>
    public const string RunNotUndoable = nameof(RunNotUndoable);

    /// <summary>A command would ask before each change, and nobody is there to answer.</summary>
    public const string ConfirmationNeeded = nameof(ConfirmationNeeded);

    /// <summary>Another run of the same person has not ended; the message names it. One run a person at a time, in all processes.</summary>
    public const string PersonBusy = nameof(PersonBusy);

    /// <summary>The request was carried out, taken back or given to a person before; it does not run again.</summary>
    public const string RequestClosed = nameof(RequestClosed);

    /// <summary>A request cannot run as it stands; the message says which fields are wrong. The others go on.</summary>
    public const string RequestInvalid = nameof(RequestInvalid);

    /// <summary>A request was moved or taken back after it had been carried out; a person must settle it.</summary>
    public const string RequestNeedsPerson = nameof(RequestNeedsPerson);

    /// <summary>A guard stopped a batch of requests before its first write; the message says why and whom it concerns.</summary>
    public const string RequestBatchStopped = nameof(RequestBatchStopped);

    /// <summary>No source of requests of that name in the tenant file, or no such intake file.</summary>
    public const string RequestSourceNotFound = nameof(RequestSourceNotFound);

    /// <summary>An intake file cannot be read at all: too large, not the format that its name says, in use.</summary>
    public const string IntakeFileUnreadable = nameof(IntakeFileUnreadable);

    /// <summary>The escalation could not be delivered to anybody.</summary>
    public const string EscalationFailed = nameof(EscalationFailed);

    /// <summary>This PowerShell or .NET is older than the module can run on.</summary>
    public const string RuntimeTooOld = nameof(RuntimeTooOld);
}
