namespace LifecycleTools.Sandbox.Graph;

/// <summary>Application permissions, any of which opens a route; the least one first where Microsoft's permissions table names it.</summary>
internal static class Permissions
{
    public const string ReadUsers = "User.Read.All User.ReadWrite.All Directory.Read.All Directory.ReadWrite.All";
    public const string WriteUsers = "User.ReadWrite.All Directory.ReadWrite.All";
    public const string ChangeUsers = WriteUsers + " User.EnableDisableAccount.All User-PasswordProfile.ReadWrite.All User-Phone.ReadWrite.All User-Mail.ReadWrite.All";
    public const string DeleteUsers = "User.DeleteRestore.All User.ReadWrite.All";
    public const string RevokeSessions = "User.RevokeSessions.All User.ReadWrite.All Directory.ReadWrite.All";
    public const string ReadGroups = "GroupMember.Read.All Group.ReadBasic.All Group.Read.All Group.ReadWrite.All GroupMember.ReadWrite.All Directory.Read.All Directory.ReadWrite.All";
    public const string WriteGroups = "Group.ReadWrite.All Directory.ReadWrite.All";
    public const string WriteMembers = "GroupMember.ReadWrite.All Group.ReadWrite.All Directory.ReadWrite.All";
    public const string ReadDirectory = "Directory.Read.All Directory.ReadWrite.All";
    public const string ReadLicenses = "LicenseAssignment.Read.All LicenseAssignment.ReadWrite.All Organization.Read.All Directory.Read.All Directory.ReadWrite.All";
    public const string WriteLicenses = "LicenseAssignment.ReadWrite.All User.ReadWrite.All Directory.ReadWrite.All";
    public const string ReadMethods = "UserAuthenticationMethod.Read.All UserAuthenticationMethod.ReadWrite.All";
    public const string ReadRoles = "RoleManagement.Read.Directory RoleManagement.ReadWrite.Directory Directory.Read.All";
    public const string WriteRoles = "RoleManagement.ReadWrite.Directory";
    public const string ReadEligibility = "RoleEligibilitySchedule.Read.Directory RoleEligibilitySchedule.ReadWrite.Directory RoleManagement.Read.Directory RoleManagement.ReadWrite.Directory";
    public const string WriteEligibility = "RoleEligibilitySchedule.ReadWrite.Directory RoleManagement.ReadWrite.Directory";
    public const string ReadUnits = "AdministrativeUnit.Read.All AdministrativeUnit.ReadWrite.All Directory.Read.All";
    public const string WriteUnits = "AdministrativeUnit.ReadWrite.All";
    public const string ReadApps = "Application.Read.All Application.ReadWrite.All Application.ReadWrite.OwnedBy Directory.Read.All";
    public const string WriteApps = "Application.ReadWrite.OwnedBy Application.ReadWrite.All";
    public const string ReadAssignments = "Directory.Read.All Application.Read.All Application.ReadWrite.All AppRoleAssignment.ReadWrite.All";
    public const string WriteAssignments = "AppRoleAssignment.ReadWrite.All";
    public const string ReadGrants = "Directory.Read.All DelegatedPermissionGrant.Read.All DelegatedPermissionGrant.ReadWrite.All";
    public const string WriteGrants = "DelegatedPermissionGrant.ReadWrite.All";
    public const string ReadDevices = "Device.Read.All Device.ReadWrite.All Directory.Read.All Directory.ReadWrite.All";
    public const string WriteDevices = "Device.ReadWrite.All";
    public const string ReadIntune = "DeviceManagementManagedDevices.Read.All DeviceManagementManagedDevices.ReadWrite.All";
    public const string WriteIntune = "DeviceManagementManagedDevices.ReadWrite.All";
    public const string ActOnDevices = "DeviceManagementManagedDevices.PrivilegedOperations.All";
    public const string WipeDevices = "DeviceManagementManagedDevices.ReadWrite.All DeviceManagementManagedDevices.PrivilegedOperations.All";
    public const string ReadAutopilot = "DeviceManagementServiceConfig.Read.All DeviceManagementServiceConfig.ReadWrite.All";
    public const string WriteAutopilot = "DeviceManagementServiceConfig.ReadWrite.All";
    public const string ReadMailbox = "MailboxSettings.Read MailboxSettings.ReadWrite";
    public const string WriteMailbox = "MailboxSettings.ReadWrite";
    public const string ReadTeams = "TeamMember.Read.Group TeamMember.Read.All TeamMember.ReadWrite.All Team.ReadBasic.All TeamMember.ReadWriteNonOwnerRole.All";
    public const string WriteTeams = "TeamMember.ReadWriteNonOwnerRole.All TeamMember.ReadWrite.All";
    public const string ReadChannels = "ChannelSettings.Read.Group ChannelSettings.Read.All Channel.ReadBasic.All TeamMember.ReadWrite.All Team.ReadBasic.All";
    public const string WriteChannels = "ChannelMember.ReadWrite.Group ChannelMember.ReadWrite.All TeamMember.ReadWrite.All";
    public const string ReadCalendars = "Calendars.ReadBasic.All Calendars.ReadBasic Calendars.Read Calendars.ReadWrite";
    public const string WriteCalendars = "Calendars.ReadWrite";
    public const string ReadMail = "Mail.ReadBasic.All Mail.Read Mail.ReadWrite";
    public const string ReadPolicies = "Policy.Read.AuthenticationMethod Policy.Read.All";
    public const string ReadOrganization = "Organization.Read.All Directory.Read.All Directory.ReadWrite.All";
    public const string ReadDomains = "Domain.Read.All Directory.Read.All Directory.ReadWrite.All";
}
