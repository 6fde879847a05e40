using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading.Tasks;
using FluentAssertions;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using Xunit;

namespace LifecycleTools.Connectors.Tests.Psa;

/// <summary>What every ticket system must keep of the port's promises, whatever its wire looks like. A vendor's tests derive from it and add what is its own.</summary>
public abstract partial class PsaPortTests
{
    protected const string Key = "20261122T100000Z-1a2b3c4d";

    /// <summary>The tenant, and the scopes.</summary>
    protected abstract PsaBench Bench { get; }

    /// <summary>The <c>kind</c> of the tenant file.</summary>
    protected abstract string Kind { get; }

    /// <summary>An entry of the tenant file that works; secrets as "sandbox:NAME".</summary>
    protected abstract Dictionary<string, string> Settings { get; }

    /// <summary>What the vendor's sandbox holds.</summary>
    protected abstract IReadOnlyList<HeldTicket> Held { get; }

    /// <summary>Verb, and regular expression on path and query, of the request that makes a ticket.</summary>
    protected abstract (string Method, string Path) TicketCreate { get; }

    /// <summary>The same for a note.</summary>
    protected abstract (string Method, string Path) NoteCreate { get; }

    /// <summary>The same for an attachment.</summary>
    protected abstract (string Method, string Path) FileCreate { get; }

    /// <summary>Adds a company to the sandbox.</summary>
    protected abstract void AddCompany(string name);

    /// <summary>Adds a ticket under a key, as somebody else's create would have.</summary>
    protected abstract void AddTicket(string key, string title);

    /// <summary>A text that is the credential, which must be in no message.</summary>
    protected abstract string SecretText { get; }

    /// <summary>The text of a stored note as a person reads it.</summary>
    protected virtual string Readable(string stored) => stored;

    protected IPsa Psa() => Bench.Psa(Kind, Settings);

    protected IPsa Psa(params (string Key, string Value)[] changed)
    {
        Dictionary<string, string> settings = Settings;
        foreach ((string key, string value) in changed) settings[key] = value;
        return Bench.Psa(Kind, settings);
    }

    protected static NewTicket Ticket(PsaCompany company, PsaContact? contact = null, string key = Key) => new()
    {
        Key = key, Title = "Offboarding: Seán \"O'Brien\" <b>", Lines = ["Seán O'Brien leaves.", "Reason: \"50%\" & <more>."], Company = company, Contact = contact,
    };

    protected async Task<Ticket> CreateAsync(IPsa psa, string key = Key)
    {
        PsaCompany company = await PsaBench.Reading(() => psa.FindCompanyAsync(null, default));
        return await Bench.Writing(() => psa.CreateTicketAsync(Ticket(company, key: key), default));
    }

    protected static Task<Ticket?> FoundAsync(IPsa psa, string key = Key) => PsaBench.Reading(() => psa.FindTicketAsync(key, default));

    /// <summary>What a check says of an entry with these settings changed.</summary>
    protected async Task<LifecycleException> CheckFailsAsync(params (string, string)[] changed)
    {
        Func<Task> check = () => PsaBench.Reading(() => Psa(changed).CheckAsync(default));
        return (await check.Should().ThrowAsync<LifecycleException>()).Which;
    }

    /// <summary>A name that is not there is refused with those that are, and nothing is changed.</summary>
    protected async Task RefusesNameAsync(string key, string value, string valid)
    {
        LifecycleException failure = await CheckFailsAsync((key, value));

        failure.Id.Should().Be(ErrorIds.ConnectorNotConfigured);
        failure.Message.Should().Contain("systems.psa." + key).And.Contain(valid);
        Bench.Tenant.Requests.Should().OnlyContain(request => !request.IsWrite);
    }

    [Fact]
    public Task Check_OfAnEntryThatWorks_IsQuiet() => PsaBench.Reading(() => Psa().CheckAsync(default));

    [Fact]
    public async Task Company_IsFoundByNameAndById_AndTheTenantFilesByNothing()
    {
        IPsa psa = Psa();

        PsaCompany byDefault = await PsaBench.Reading(() => psa.FindCompanyAsync(null, default));
        PsaCompany byName = await PsaBench.Reading(() => psa.FindCompanyAsync("contoso", default));
        PsaCompany byId = await PsaBench.Reading(() => psa.FindCompanyAsync(byDefault.Id, default));

        byDefault.Name.Should().Be("Contoso");
        byName.Should().Be(byDefault);
        byId.Should().Be(byDefault);
    }

    [Fact]
    public async Task Company_ThatIsNotThere_IsRefusedWithWhatThereIs()
    {
        Func<Task> find = () => PsaBench.Reading(() => Psa().FindCompanyAsync("Contosso", default));

        LifecycleException failure = (await find.Should().ThrowAsync<LifecycleException>()).Which;
        failure.Id.Should().Be(ErrorIds.ReferenceNotResolved);
        failure.Message.Should().Contain("'Contosso'").And.Contain("Contoso");
    }

    [Fact]
    public async Task Company_WhoseNameTwoHave_IsRefusedWithBothIds()
    {
        AddCompany("Northwind");
        AddCompany("Northwind");

        Func<Task> find = () => PsaBench.Reading(() => Psa().FindCompanyAsync("Northwind", default));

        LifecycleException failure = (await find.Should().ThrowAsync<LifecycleException>()).Which;
        failure.Id.Should().Be(ErrorIds.ReferenceNotResolved);
        failure.Message.Should().MatchRegex(@"\d+\D+\d+", "both are named by id");
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Company_WithAnyName_IsFoundAsItself(string name)
    {
        AddCompany(name);

        (await PsaBench.Reading(() => Psa().FindCompanyAsync(name, default))).Name.Should().Be(name);
    }

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Text_ThatLooksLikeAQuery_FindsNothingAndNobody(string text)
    {
        IPsa psa = Psa();
        await CreateAsync(psa);
        PsaCompany contoso = await PsaBench.Reading(() => psa.FindCompanyAsync(null, default));

        Func<Task> company = () => PsaBench.Reading(() => psa.FindCompanyAsync(text, default));

        (await company.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ReferenceNotResolved);
        (await PsaBench.Reading(() => psa.FindContactAsync(contoso, text, default))).Should().BeNull();
        (await FoundAsync(psa, text)).Should().BeNull();
        (await PsaBench.Reading(() => psa.ReadTicketAsync(text, default))).Should().BeNull();
    }

    public static TheoryData<string> Hostile => new()
    {
        "O'Brien", "\" or id>0 or name=\"", "' or '1'='1", "a\\", "100%", "*", "a & b # c ? d", "line\nbreak", "[x] (y) / z", "José Nguyễn",
    };

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{\"unexpected\":[1,2,3]}")]
    public async Task Answer_ThatHoldsNothingOfWhatWasAsked_IsNeverTakenForNothingThere(string words)
    {
        IPsa psa = Psa();
        PsaCompany contoso = await PsaBench.Reading(() => psa.FindCompanyAsync(null, default));
        Ticket ticket = await CreateAsync(psa);
        Bench.Words = words;

        foreach ((string what, Func<Task> look) in new (string, Func<Task>)[]
        {
            ("company", () => psa.FindCompanyAsync("Northwind", default)),
            ("contact", () => psa.FindContactAsync(contoso, "megan.ward@contoso.example", default)),
            ("ticket by key", () => psa.FindTicketAsync(Key, default)),
            ("ticket", () => psa.ReadTicketAsync(ticket.Id, default)),
            ("notes", () => psa.ReadNoteKeysAsync(ticket, default)),
            ("attachments", () => psa.ReadAttachmentNamesAsync(ticket, default)),
        })
        {
            Func<Task> read = () => PsaBench.Reading(look);
            (await read.Should().ThrowAsync<LifecycleException>(what)).Which.Id.Should().Be(ErrorIds.ConnectorAnswerUnexpected, what);
        }
    }

    [Fact]
    public virtual async Task Contact_IsFoundByMailWithinItsCompanyOnly()
    {
        IPsa psa = Psa();
        AddCompany("Northwind");
        PsaCompany contoso = await PsaBench.Reading(() => psa.FindCompanyAsync(null, default));
        PsaCompany other = await PsaBench.Reading(() => psa.FindCompanyAsync("Northwind", default));

        PsaContact? found = await PsaBench.Reading(() => psa.FindContactAsync(contoso, "Megan.Ward@contoso.example", default));
        PsaContact? quoted = await PsaBench.Reading(() => psa.FindContactAsync(contoso, "sean.o'brien@contoso.example", default));

        found!.Mail.Should().BeEquivalentTo("megan.ward@contoso.example");
        quoted!.Mail.Should().Be("sean.o'brien@contoso.example");
        (await PsaBench.Reading(() => psa.FindContactAsync(other, "megan.ward@contoso.example", default))).Should().BeNull();
        (await PsaBench.Reading(() => psa.FindContactAsync(contoso, "ward@contoso.example", default))).Should().BeNull("a part of an address is another address");
    }

    [Fact]
    public async Task Ticket_ThatWasMade_IsFoundByKeyIdAndNumber()
    {
        IPsa psa = Psa();
        PsaCompany company = await PsaBench.Reading(() => psa.FindCompanyAsync(null, default));
        PsaContact? contact = await PsaBench.Reading(() => psa.FindContactAsync(company, "megan.ward@contoso.example", default));
        (await FoundAsync(psa)).Should().BeNull();

        Ticket made = await Bench.Writing(() => psa.CreateTicketAsync(Ticket(company, contact), default));

        (await FoundAsync(psa)).Should().Be(made);
        (await PsaBench.Reading(() => psa.ReadTicketAsync(made.Id, default))).Should().Be(made);
        (await PsaBench.Reading(() => psa.ReadTicketAsync(made.Number, default))).Should().Be(made);
        made.IsResolved.Should().BeFalse();
        made.IsRaised.Should().BeFalse();
        HeldTicket held = Held.Should().ContainSingle().Subject;
        held.Id.Should().Be(made.Id);
        held.Title.Should().Be("Offboarding: Seán \"O'Brien\" <b>");
        held.Company.Should().Be("Contoso");
        held.ContactMail.Should().Be("megan.ward@contoso.example");
        Readable(held.Description).Should().Contain("Seán O'Brien leaves.").And.Contain("\"50%\" & <more>.");
        Bench.Sent.Should().ContainSingle("every change is announced before it leaves");
    }

    [Fact]
    public async Task Ticket_WithALongTitle_IsMadeWithAShorterOne()
    {
        IPsa psa = Psa();
        PsaCompany company = await PsaBench.Reading(() => psa.FindCompanyAsync(null, default));

        await Bench.Writing(() => psa.CreateTicketAsync(Ticket(company) with { Title = "Offboarding: " + new string('é', 600) }, default));

        Held.Single().Title.Should().StartWith("Offboarding: ééé").And.Match(title => title.Length <= 255);
    }

    [Fact]
    public async Task Key_ThatTwoTicketsCarry_IsRefused()
    {
        AddTicket(Key, "first");
        AddTicket(Key, "second");

        Func<Task> find = () => FoundAsync(Psa());

        (await find.Should().ThrowAsync<LifecycleException>()).Which.Id.Should().Be(ErrorIds.ReferenceNotResolved);
    }

    [Fact]
    public async Task Ticket_AmongMany_IsFoundByItsOwnKeyAndNotByAPartOfOne()
    {
        AddTicket(Key + "0", "longer");
        AddTicket("0" + Key, "longer too");
        for (int more = 0; more < 150; more++) AddTicket("other-" + more.ToString(CultureInfo.InvariantCulture), "other");
        IPsa psa = Psa();
        (await FoundAsync(psa)).Should().BeNull();

        Ticket made = await CreateAsync(psa);

        (await FoundAsync(psa)).Should().Be(made);
    }

    [Fact]
    public async Task Ticket_ThatIsNotThere_IsNull() =>
        (await PsaBench.Reading(() => Psa().ReadTicketAsync("987654", default))).Should().BeNull();

    [Fact]
    public async Task Resolved_ThenRaised_IsOpenAgainAndStaysTheSameTicket()
    {
        IPsa psa = Psa();
        Ticket ticket = await CreateAsync(psa);

        await Bench.Writing(() => psa.ResolveAsync(ticket, default));
        Ticket resolved = (await FoundAsync(psa))!;
        Held.Single().IsClosed.Should().BeTrue();
        await Bench.Writing(() => psa.RaiseAsync(resolved, default));
        Ticket raised = (await FoundAsync(psa))!;

        resolved.IsResolved.Should().BeTrue();
        resolved.IsRaised.Should().BeFalse();
        raised.IsResolved.Should().BeFalse();
        raised.IsRaised.Should().BeTrue();
        raised.Id.Should().Be(ticket.Id);
        Held.Single().IsClosed.Should().BeFalse();
    }

    [Fact]
    public async Task Raised_WhileOpen_KeepsItsStatus()
    {
        IPsa psa = Psa();
        Ticket ticket = await CreateAsync(psa);

        await Bench.Writing(() => psa.RaiseAsync(ticket, default));

        Ticket raised = (await FoundAsync(psa))!;
        raised.IsRaised.Should().BeTrue();
        raised.Status.Should().Be(ticket.Status);
    }
}
