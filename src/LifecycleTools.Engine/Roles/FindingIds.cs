namespace LifecycleTools;

/// <summary>Every kind of finding in a role map or tenant file. Scripts compare these: a name, once released, keeps its meaning.</summary>
public static class FindingIds
{
    /// <summary>The text is not YAML.</summary>
    public const string YamlInvalid = nameof(YamlInvalid);

    /// <summary>The file is empty, or holds only comments.</summary>
    public const string FileEmpty = nameof(FileEmpty);

    /// <summary>The file is larger than any hand-written map.</summary>
    public const string FileTooLarge = nameof(FileTooLarge);

    /// <summary>The file cannot be read, or is not UTF-8.</summary>
    public const string FileUnreadable = nameof(FileUnreadable);

    /// <summary>Lists and mappings are nested deeper than the format ever needs.</summary>
    public const string NestingTooDeep = nameof(NestingTooDeep);

    /// <summary>An anchor, alias or merge key: the format has none.</summary>
    public const string AnchorNotAllowed = nameof(AnchorNotAllowed);

    /// <summary>A YAML tag: the format has none.</summary>
    public const string TagNotAllowed = nameof(TagNotAllowed);

    /// <summary>More than one YAML document in a file.</summary>
    public const string SeveralDocuments = nameof(SeveralDocuments);

    /// <summary>The same key twice in one mapping.</summary>
    public const string KeyDuplicate = nameof(KeyDuplicate);

    /// <summary>A key that the format does not have.</summary>
    public const string KeyUnknown = nameof(KeyUnknown);

    /// <summary>A key that must be there is not.</summary>
    public const string KeyMissing = nameof(KeyMissing);

    /// <summary>Another type was expected: text, a list, a mapping, yes or no, a number.</summary>
    public const string TypeWrong = nameof(TypeWrong);

    /// <summary>A value outside its range or not one of the choices.</summary>
    public const string ValueNotAllowed = nameof(ValueNotAllowed);

    /// <summary>The same entry twice in a list.</summary>
    public const string EntryDuplicate = nameof(EntryDuplicate);

    /// <summary>Two files of one map define the same thing.</summary>
    public const string DefinedTwice = nameof(DefinedTwice);

    /// <summary>Roles extend one another in a circle.</summary>
    public const string ExtendsCycle = nameof(ExtendsCycle);

    /// <summary>A role is named that the map does not have.</summary>
    public const string RoleNotDefined = nameof(RoleNotDefined);

    /// <summary>A site is named that the map does not have.</summary>
    public const string SiteNotDefined = nameof(SiteNotDefined);

    /// <summary>The map has no site, or no role that a person can have.</summary>
    public const string MapIncomplete = nameof(MapIncomplete);

    /// <summary>Not a country of ISO 3166.</summary>
    public const string UsageLocationUnknown = nameof(UsageLocationUnknown);

    /// <summary>Not an IANA time zone.</summary>
    public const string TimeZoneUnknown = nameof(TimeZoneUnknown);

    /// <summary>Not a language tag.</summary>
    public const string LanguageInvalid = nameof(LanguageInvalid);

    /// <summary>Not a mail domain.</summary>
    public const string MailDomainInvalid = nameof(MailDomainInvalid);

    /// <summary>Not a mail address.</summary>
    public const string MailAddressInvalid = nameof(MailAddressInvalid);

    /// <summary>A naming pattern or reply text with a placeholder that does not exist, or none where one is needed.</summary>
    public const string PatternInvalid = nameof(PatternInvalid);

    /// <summary>An override without a condition.</summary>
    public const string OverrideUnconditional = nameof(OverrideUnconditional);

    /// <summary>Something is removed that nothing gives.</summary>
    public const string RemovesNothing = nameof(RemovesNothing);

    /// <summary>A secret is written as a value; only its name may be.</summary>
    public const string SecretInFile = nameof(SecretInFile);

    /// <summary>An address that is not https, or http off loopback.</summary>
    public const string EndpointInsecure = nameof(EndpointInsecure);

    /// <summary>Not an absolute web address.</summary>
    public const string EndpointInvalid = nameof(EndpointInvalid);

    /// <summary>Against a tenant: the mail domain is not one of its verified domains.</summary>
    public const string MailDomainNotVerified = nameof(MailDomainNotVerified);

    /// <summary>Against a tenant: the product has no service plan of that name.</summary>
    public const string ServicePlanUnknown = nameof(ServicePlanUnknown);
}
