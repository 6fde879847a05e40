using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Management.Automation;
using LifecycleTools.Binding;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Requests;

namespace LifecycleTools.Commands;

/// <summary>Proves that a webhook delivery came from the HR system and is of now, and gives the requests of the people that it is about.</summary>
[Cmdlet(VerbsData.ConvertFrom, "LifecycleWebhook", HelpUri = HelpPages.Folder + "ConvertFrom-LifecycleWebhook.md")]
[OutputType(typeof(LifecycleRequest))]
public sealed class ConvertFromLifecycleWebhookCommand : RunCommand
{
    /// <summary>The body as it came, byte for byte, or as the text that it was: the signature is over these bytes, so nothing may have parsed or reformatted it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [DeliveredBody]
    [ValidateNotNullOrEmpty]
    public byte[] Body { get; set; } = [];

    /// <summary>The headers, by name.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Headers")]
    [ValidateNotNull]
    public IDictionary Header { get; set; } = new Hashtable();

    /// <summary>Which source sent it, by its name in the tenant file. Not needed where only one sends webhooks.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(RequestSourceCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Source { get; set; }

    /// <summary>A role map file or folder, instead of the tenant's.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? RoleMap { get; set; }

    /// <summary>Takes one delivery after the other.</summary>
    protected override void ProcessRecord()
    {
        if (MapForInput(RoleMap) is not { } map) return;
        try
        {
            RequestIntake intake = new(Connected.Connection, Connected.Journals, map);
            WebhookDelivery delivery = new(Body, Headers());
            RequestReading reading = WaitFor((queue, cancel) => intake.ReadDeliveryAsync(Source, delivery, queue, cancel));
            foreach (RequestFailure one in reading.Failures) Fail(one.Failure, one.Target);
            if (reading.Requests.Count == 0) WriteVerbose("The delivery is genuine, and nothing is open for whom it is about.");
            WriteObject(reading.Requests, enumerateCollection: true);
        }
        catch (LifecycleException failure) when (failure.Id is not (ErrorIds.JournalNotWritable or ErrorIds.JournalDamaged))
        {
            Fail(failure, Source ?? Tenant);
        }
        catch (LifecycleException failure)
        {
            Stop(failure, Connected.Journals.Folder);
        }
    }

    // Servers give a header as text, or as the list of its values.
    private Dictionary<string, string> Headers()
    {
        Dictionary<string, string> headers = new(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry header in Header) headers[$"{header.Key}"] = TextOf(header.Value);
        return headers;
    }

    private static string TextOf(object? value) => value switch
    {
        PSObject wrapped when !ReferenceEquals(wrapped.BaseObject, wrapped) => TextOf(wrapped.BaseObject),
        string text => text,
        IEnumerable several => string.Join(",", several.Cast<object?>()),
        _ => $"{value}",
    };
}
