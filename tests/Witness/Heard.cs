using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Management.Automation;
using System.Net;
using System.Reflection;
using System.Security;
using System.Threading;

namespace Witness;

/// <summary>Writes records down with all that is in them: as text, and as a job or a remote session would send them.</summary>
internal sealed class Heard(string folder)
{
    // As Export-Clixml does, and one more.
    private const int Depth = 3;

    private readonly Lock _gate = new();

    /// <summary>Writes a record down.</summary>
    public void Note(string stream, object record)
    {
        PSObject seen = PSObject.AsPSObject(record);
        if (seen.BaseObject.GetType().FullName == "LifecycleTools.LifecycleCredential")
        {
            Hand(stream, seen);
            return;
        }

        Line(stream, seen.ToString());
        Line(stream, PSSerializer.Serialize(record, Depth));
        if (seen.BaseObject is ErrorRecord error) Tell(stream, error.Exception);
        if (seen.BaseObject is Exception failure) Tell(stream, failure);
        if (seen.BaseObject is ProgressRecord progress) Line(stream, string.Join(' ', progress.Activity, progress.StatusDescription, progress.CurrentOperation));
    }

    /// <summary>Writes a line down, and returns when it is written.</summary>
    public void Line(string stream, string line)
    {
        lock (_gate) File.AppendAllText(Path.Combine(folder, stream + ".txt"), line + "\n");
    }

    // The one door by which a secret leaves: the property Secret of this one type. It is kept apart, for others to know what to look for; all else of the object is searched.
    private void Hand(string stream, PSObject credential)
    {
        Line(stream, credential.ToString());
        foreach (PSPropertyInfo property in credential.Properties)
        {
            if (property is { Name: "Secret", Value: SecureString secret }) Line("handed", $"{credential.Properties["Kind"].Value}\t{new NetworkCredential("", secret).Password}");
            else Line(stream, property.Name + ": " + PSSerializer.Serialize(property.Value, Depth));
        }
    }

    private void Tell(string stream, Exception failure)
    {
        for (Exception? each = failure; each is not null; each = each.InnerException)
        {
            Line(stream, each.ToString());
            foreach (PropertyInfo property in each.GetType().GetProperties().Where(one => one.GetIndexParameters().Length == 0)) Line(stream, $"{property.Name}: {ValueOf(property, each)}");
            foreach (object? value in each.Data.Values) Line(stream, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        }
    }

    // Some cannot be asked where there is nothing to tell.
    private static object? ValueOf(PropertyInfo property, Exception failure)
    {
        try
        {
            return property.GetValue(failure);
        }
        catch (TargetInvocationException cannot)
        {
            return cannot.InnerException;
        }
    }
}
