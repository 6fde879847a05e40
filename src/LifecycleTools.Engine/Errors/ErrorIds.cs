namespace LifecycleTools.Engine.Errors;

/// <summary>Every way this module can fail. Scripts compare these: a name, once released, keeps its meaning.</summary>
public static class ErrorIds
{
    /// <summary>No role map at that path.</summary>
    /// <recovery>Correct the path: -RoleMap, or 'roles' in the tenant file, which starts from the folder of that file.</recovery>
    public const string RoleMapNotFound = nameof(RoleMapNotFound);

    /// <summary>The role map is not YAML; the message has line and column.</summary>
    /// <recovery>Go to the line and column of the message; most often it is an indentation or a missing quote. Check with Test-LifecycleRoleMap, then run the command again.</recovery>
    public const string RoleMapUnreadable = nameof(RoleMapUnreadable);

    /// <summary>The role map has findings. Test-LifecycleRoleMap lists them.</summary>
    /// <recovery>Run Test-LifecycleRoleMap, mend each finding where it says, and run the command again. Nothing was changed.</recovery>
    public const string RoleMapInvalid = nameof(RoleMapInvalid);

    /// <summary>A role map was not written: there is a file at that path already. -Force replaces it.</summary>
    /// <recovery>Give New-LifecycleRoleMap another -Path, or -Force where nobody has worked on the file. Nothing was written.</recovery>
    public const string RoleMapExists = nameof(RoleMapExists);

    /// <summary>A role map was not written: the file system does not let us.</summary>
    /// <recovery>Make the folder, or give a path that you may write to, and run New-LifecycleRoleMap again.</recovery>
    public const string RoleMapNotWritable = nameof(RoleMapNotWritable);

    /// <summary>No role of that name in the role map.</summary>
    /// <recovery>Write one of the names that the message lists, or add the role to the role map. Get-LifecycleRole lists them.</recovery>
    public const string RoleUnknown = nameof(RoleUnknown);

    /// <summary>No site of that name in the role map.</summary>
    /// <recovery>Write one of the names that the message lists, or add the site to the role map.</recovery>
    public const string SiteUnknown = nameof(SiteUnknown);

    /// <summary>The tenant file is missing, unreadable or has findings.</summary>
    /// <recovery>Mend the tenant file at the line of the message and connect again.</recovery>
    public const string TenantFileInvalid = nameof(TenantFileInvalid);

    /// <summary>No tenant is connected in this runspace, or none of that name.</summary>
    /// <recovery>Run Connect-LifecycleTenant in this session first. Get-LifecycleTenant lists what is connected; each runspace has its own.</recovery>
    public const string TenantNotConnected = nameof(TenantNotConnected);

    /// <summary>Several tenants are connected and none was picked.</summary>
    /// <recovery>Name one with -Tenant. Get-LifecycleTenant lists them.</recovery>
    public const string TenantAmbiguous = nameof(TenantAmbiguous);

    /// <summary>A secret named in the tenant file cannot be had.</summary>
    /// <recovery>Set the environment variable, unlock the vault, or register the secret under the name in the message, for the account that runs the command.</recovery>
    public const string SecretNotFound = nameof(SecretNotFound);

    /// <summary>No person with that name or id. Check the spelling, or whether the account was deleted.</summary>
    /// <recovery>Check the spelling, and whether the account was deleted or belongs to another tenant. Give the user principal name or the object id.</recovery>
    public const string PersonNotFound = nameof(PersonNotFound);

    /// <summary>More than one person answers to that.</summary>
    /// <recovery>Give the object id instead; the message lists who answers to the name.</recovery>
    public const string PersonAmbiguous = nameof(PersonAmbiguous);

    /// <summary>The person has an account that this request did not make.</summary>
    /// <recovery>Compare the account with the request. If it is the same person, put the employee id of the request on the account and run the hire again; if not, give another -UserPrincipalName.</recovery>
    public const string PersonAlreadyExists = nameof(PersonAlreadyExists);

    /// <summary>The person had an account before, disabled or deleted. -Restore goes on with it, -NewAccount makes a second one.</summary>
    /// <recovery>Ask HR whether it is the same person. -Restore goes on with the account from before, -NewAccount makes a second one.</recovery>
    public const string FormerAccountFound = nameof(FormerAccountFound);

    /// <summary>The person is protected: named in the tenant file, or an administrator that nobody approved.</summary>
    /// <recovery>Nothing was changed. A break-glass account stays as it is, always. For an administrator who leaves, get the approval and run it again with -Force; no hire goes on with an account of one.</recovery>
    public const string PersonProtected = nameof(PersonProtected);

    /// <summary>The directory on premises owns this; the cloud cannot change it.</summary>
    /// <recovery>Make the change in Active Directory, wait for the synchronization, then Resume-LifecycleRun: it looks again and goes on.</recovery>
    public const string PersonSynchronized = nameof(PersonSynchronized);

    /// <summary>The manager or delegate does not exist or cannot sign in.</summary>
    /// <recovery>Name somebody who is there and can sign in: -Manager for a hire, -Delegate for a departure, or the role map's 'delegates'.</recovery>
    public const string ManagerNotFound = nameof(ManagerNotFound);

    /// <summary>A name cannot become a user principal name; the message says which rule it breaks.</summary>
    /// <recovery>Correct the name in the request or the pattern in the role map, as the message says.</recovery>
    public const string NameInvalid = nameof(NameInvalid);

    /// <summary>A name has no letter that a user principal name may hold. Give one with -UserPrincipalName.</summary>
    /// <recovery>Agree a Latin spelling with the person and pass it as -UserPrincipalName.</recovery>
    public const string NameNotLatin = nameof(NameNotLatin);

    /// <summary>Every name that the role map allows is taken.</summary>
    /// <recovery>Add an alternative to 'naming' in the role map, or pass -UserPrincipalName.</recovery>
    public const string NameTaken = nameof(NameTaken);

    /// <summary>No free seat of a license.</summary>
    /// <recovery>Buy seats, or take some back from accounts that are blocked, then run it again. Nothing was created.</recovery>
    public const string LicenseSeatsMissing = nameof(LicenseSeatsMissing);

    /// <summary>A license cannot be assigned as asked: unknown, conflicting or not allowed at the usage location.</summary>
    /// <recovery>Correct the SKU or its disabled plans in the role map, or the site's usage location. Test-LifecycleRoleMap -Online names it.</recovery>
    public const string LicenseNotAssignable = nameof(LicenseNotAssignable);

    /// <summary>A group, list or mailbox that the role map names is not there, or its name is not unique.</summary>
    /// <recovery>Create the object, correct the name in the role map, or write its object id where the name is not unique. Test-LifecycleRoleMap -Online lists all of them.</recovery>
    public const string ReferenceNotResolved = nameof(ReferenceNotResolved);

    /// <summary>A group's members cannot be changed this way: dynamic, synchronized or privileged.</summary>
    /// <recovery>Dynamic: change the attribute that its rule reads. Synchronized: change it in Active Directory. Role-assignable: add the person by hand, or allow it with 'allowPrivileged'. Then resume the run.</recovery>
    public const string GroupNotJoinable = nameof(GroupNotJoinable);

    /// <summary>The last owner of a group cannot be removed before another one is there.</summary>
    /// <recovery>Add another owner in the Entra admin center, then resume the run.</recovery>
    public const string GroupLastOwner = nameof(GroupLastOwner);

    /// <summary>There is no mailbox (yet).</summary>
    /// <recovery>For a hire: wait, then resume; Exchange takes up to an hour. For a departure: look for a soft-deleted mailbox in Exchange and restore it within 30 days.</recovery>
    public const string MailboxNotFound = nameof(MailboxNotFound);

    /// <summary>A mailbox rule (size, hold, archive) forbids the step.</summary>
    /// <recovery>The license was kept on purpose. Shrink or archive the mailbox, end the hold with the legal department's word, or keep paying; then resume the run.</recovery>
    public const string MailboxNeedsLicense = nameof(MailboxNeedsLicense);

    /// <summary>A sign-in method of a kind this version does not know; a person must remove it.</summary>
    /// <recovery>Remove the method by hand in the Entra admin center (Users, Authentication methods), then resume the run, which looks again.</recovery>
    public const string SignInMethodUnknown = nameof(SignInMethodUnknown);

    /// <summary>The default sign-in method cannot be removed while others are there.</summary>
    /// <recovery>Resume the run: the default method goes last. If it stays, change the default method in the Entra admin center and resume again.</recovery>
    public const string SignInMethodIsDefault = nameof(SignInMethodIsDefault);

    /// <summary>The tenant's policy does not allow a temporary access pass as asked.</summary>
    /// <recovery>Enable temporary access passes in the authentication methods policy for this person, or lower 'passLifetimeMinutes', or set 'firstSignIn: password' in the role map.</recovery>
    public const string AccessPassNotAllowed = nameof(AccessPassNotAllowed);

    /// <summary>A device is not the one that was confirmed, or its ids do not agree.</summary>
    /// <recovery>Find the device by serial number and ask whose it is. Wipe it by its exact id with -WipeDevice, or retire it in Intune; never go by the name alone.</recovery>
    public const string DeviceNotConfirmed = nameof(DeviceNotConfirmed);

    /// <summary>A system that is needed is not configured.</summary>
    /// <recovery>Add or correct the system's entry under 'systems' in the tenant file; the message names the key. See about_LifecycleConnections.</recovery>
    public const string ConnectorNotConfigured = nameof(ConnectorNotConfigured);

    /// <summary>Signing in to a system failed.</summary>
    /// <recovery>Check whether the secret or certificate ran out or was rotated, and the client id. Rotate it, connect again, resume the run.</recovery>
    public const string ConnectorSignInFailed = nameof(ConnectorSignInFailed);

    /// <summary>The system refused: a permission is missing. The message names it.</summary>
    /// <recovery>Grant the permission that the message names, with admin consent, wait a few minutes, connect again, and resume the run.</recovery>
    public const string ConnectorPermissionMissing = nameof(ConnectorPermissionMissing);

    /// <summary>The system refused the request as malformed or against its rules.</summary>
    /// <recovery>Read the service's own words in the message. Correct the value in the request or role map; when all looks right, keep the request id and report it.</recovery>
    public const string ConnectorRequestRefused = nameof(ConnectorRequestRefused);

    /// <summary>The object is not there.</summary>
    /// <recovery>Somebody removed the object during the run, or it has not replicated yet. Resume the run; it looks again.</recovery>
    public const string ConnectorObjectNotFound = nameof(ConnectorObjectNotFound);

    /// <summary>An object with this key is there already.</summary>
    /// <recovery>Look at the object that is there. Resume the run: where it is ours, it is taken as it is.</recovery>
    public const string ConnectorObjectExists = nameof(ConnectorObjectExists);

    /// <summary>The system kept throttling after the retries.</summary>
    /// <recovery>Wait a quarter of an hour and resume the run. Run fewer at a time when it comes back.</recovery>
    public const string ConnectorThrottled = nameof(ConnectorThrottled);

    /// <summary>No answer in time.</summary>
    /// <recovery>Resume the run: it looks first whether the change was made, and never sends it twice blindly.</recovery>
    public const string ConnectorTimedOut = nameof(ConnectorTimedOut);

    /// <summary>The system could not be reached, or the connection broke.</summary>
    /// <recovery>Check network, proxy and the vendor's status page, then resume the run.</recovery>
    public const string ConnectorUnreachable = nameof(ConnectorUnreachable);

    /// <summary>The system failed (5xx) after the retries.</summary>
    /// <recovery>Look at the vendor's status page and resume the run later. Give the request id of the message to the vendor's support.</recovery>
    public const string ConnectorFailed = nameof(ConnectorFailed);

    /// <summary>The system's answer is not its contract.</summary>
    /// <recovery>Do not go on by hand on a guess: keep the request id, compare the system with the journal, and report it. The vendor may have changed something.</recovery>
    public const string ConnectorAnswerUnexpected = nameof(ConnectorAnswerUnexpected);

    /// <summary>A dry run tried to change something; the request was not sent.</summary>
    /// <recovery>Nothing was sent. A dry run must never get here: report it with the journal.</recovery>
    public const string DryRunWriteRefused = nameof(DryRunWriteRefused);

    /// <summary>The step was tried and does not hold.</summary>
    /// <recovery>Look at the object in its admin center. If it is right by now, Resume-LifecycleRun proves it; if not, mend the cause and resume.</recovery>
    public const string StepNotProved = nameof(StepNotProved);

    /// <summary>Several objects of one step failed; the message lists them.</summary>
    /// <recovery>Mend each object that the message lists, then resume the run: those that worked are not touched again.</recovery>
    public const string StepItemsFailed = nameof(StepItemsFailed);

    /// <summary>A step that this one needs did not succeed.</summary>
    /// <recovery>Mend the step that is named; a resume then carries this one out as well.</recovery>
    public const string StepPrerequisiteFailed = nameof(StepPrerequisiteFailed);

    /// <summary>Only a person can do what is left.</summary>
    /// <recovery>Do what the step's Detail says, then resume the run, which looks again. What to do for each step is under 'What only a person can do'.</recovery>
    public const string StepNeedsPerson = nameof(StepNeedsPerson);

    /// <summary>The state of the tenant forbids the step.</summary>
    /// <recovery>Change the state that the message names, then resume the run.</recovery>
    public const string StepForbidden = nameof(StepForbidden);

    /// <summary>The step was stopped after its request had left; Resume-LifecycleRun settles it.</summary>
    /// <recovery>Resume-LifecycleRun: it looks at the system before it sends anything.</recovery>
    public const string StepUnsettled = nameof(StepUnsettled);

    /// <summary>A step failed in a way this module does not know; the message has the exception.</summary>
    /// <recovery>Keep the journal, resume the run once; when it fails again, report the exception that the message has.</recovery>
    public const string StepFailed = nameof(StepFailed);

    /// <summary>The journal cannot be written: nothing is changed without it.</summary>
    /// <recovery>Free the disk, or give the account that runs the command the right to write to the journal folder. Nothing is changed without a journal.</recovery>
    public const string JournalNotWritable = nameof(JournalNotWritable);

    /// <summary>The journal cannot be read, or its chain does not hold.</summary>
    /// <recovery>Run Test-LifecycleRun on it. Treat a line that was altered as an incident: take the copy from where operators cannot write, and compare.</recovery>
    public const string JournalDamaged = nameof(JournalDamaged);

    /// <summary>No run with that id.</summary>
    /// <recovery>Get-LifecycleRun lists the runs. They are in the journal folder of the machine and account that started them, unless the tenant file names one.</recovery>
    public const string RunNotFound = nameof(RunNotFound);

    /// <summary>The run is no departure, or one that changed nothing, so there is nothing to undo.</summary>
    /// <recovery>Name the run of the departure itself. Get-LifecycleRun shows workflow and outcome.</recovery>
    public const string RunNotUndoable = nameof(RunNotUndoable);

    /// <summary>A command would ask before each change, and nobody is there to answer.</summary>
    /// <recovery>Pass -Confirm:$false where the departure was decided elsewhere, or run it where somebody can answer.</recovery>
    public const string ConfirmationNeeded = nameof(ConfirmationNeeded);

    /// <summary>Another run of the same person has not ended; the message names it. One run a person at a time, in all processes.</summary>
    /// <recovery>Wait until the run that is named has ended. If its process is gone, Resume-LifecycleRun with its id.</recovery>
    public const string PersonBusy = nameof(PersonBusy);

    /// <summary>The request was carried out, taken back or given to a person before; it does not run again.</summary>
    /// <recovery>Nothing to do: it was carried out, taken back, or is with a person. Get-LifecycleRun shows its run.</recovery>
    public const string RequestClosed = nameof(RequestClosed);

    /// <summary>A request cannot run as it stands; the message says which fields are wrong. The others go on.</summary>
    /// <recovery>Correct the fields that the message names where the request comes from; it is read again at the next look.</recovery>
    public const string RequestInvalid = nameof(RequestInvalid);

    /// <summary>A request was moved or taken back after it had been carried out, or asks for a change that only a person can make. People are told once.</summary>
    /// <recovery>Ask HR what holds now. Undo the departure or end the hire by hand, as they say.</recovery>
    public const string RequestNeedsPerson = nameof(RequestNeedsPerson);

    /// <summary>A guard stopped a batch of requests before its first write; the message says why and whom it concerns.</summary>
    /// <recovery>Check the people that are named with HR before anything runs. If it is true, carry them out one by one with Invoke-LifecycleOffboard; if the feed is broken, have it mended.</recovery>
    public const string RequestBatchStopped = nameof(RequestBatchStopped);

    /// <summary>No source of requests of that name in the tenant file, or no such intake file.</summary>
    /// <recovery>Name a source from 'systems' of the tenant file, or correct the path of the intake file.</recovery>
    public const string RequestSourceNotFound = nameof(RequestSourceNotFound);

    /// <summary>A webhook delivery was not signed with the key that the tenant file names: nothing is read from it.</summary>
    /// <recovery>Check that the key in the tenant file is the one that the webhook was made with. If it is, somebody else sent this.</recovery>
    public const string WebhookForged = nameof(WebhookForged);

    /// <summary>A webhook delivery was signed, and not within a few minutes of now.</summary>
    /// <recovery>Check this machine's clock; a delivery that waited too long is read at the next look of Get-LifecycleRequest.</recovery>
    public const string WebhookTooOld = nameof(WebhookTooOld);

    /// <summary>A webhook delivery was taken before; whoever sends it again learns nothing and starts nothing.</summary>
    /// <recovery>Nothing: the delivery was taken the first time. If you did not send it again, find out who did.</recovery>
    public const string WebhookReplayed = nameof(WebhookReplayed);

    /// <summary>An intake file cannot be read at all: too large, not the format that its name says, in use.</summary>
    /// <recovery>Save it again as CSV, JSON or YAML as its name says, close it in other programs, and run the command again.</recovery>
    public const string IntakeFileUnreadable = nameof(IntakeFileUnreadable);

    /// <summary>The runbook could not be written: the folder is not there, the file is there and -NoClobber was given, or it is read-only.</summary>
    /// <recovery>Give another path, make the folder, or write over a read-only file with -Force.</recovery>
    public const string RunbookNotWritten = nameof(RunbookNotWritten);

    /// <summary>The escalation could not be delivered to anybody.</summary>
    /// <recovery>Nobody was told: tell the escalation contacts yourself what is left to do, then check 'systems: notify' and 'escalation' in the tenant file.</recovery>
    public const string EscalationFailed = nameof(EscalationFailed);

    /// <summary>This PowerShell or .NET is older than the module can run on.</summary>
    /// <recovery>Use Windows PowerShell 5.1 with .NET Framework 4.7.2 or later, or PowerShell 7.4 or later.</recovery>
    public const string RuntimeTooOld = nameof(RuntimeTooOld);

    /// <summary>The report's path has wildcards, is no path of files, or names no file. Give -LiteralPath for a name with brackets.</summary>
    /// <recovery>Give one path of a file, or -LiteralPath for a name with brackets.</recovery>
    public const string ReportPathInvalid = nameof(ReportPathInvalid);

    /// <summary>A file is there and -NoClobber was given.</summary>
    /// <recovery>Give another path, or leave out -NoClobber.</recovery>
    public const string ReportExists = nameof(ReportExists);

    /// <summary>The report could not be written: the folder is not there, the file is read-only (-Force writes over it), or the disk is full.</summary>
    /// <recovery>Make the folder, free some space, or write over a read-only file with -Force.</recovery>
    public const string ReportNotWritten = nameof(ReportNotWritten);
}
