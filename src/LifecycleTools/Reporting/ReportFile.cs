using System;
using System.IO;
using LifecycleTools.Engine.Errors;

namespace LifecycleTools.Reporting;

/// <summary>Puts a finished report on the disk, with the manners of Export-Csv.</summary>
/// <param name="path">Full path.</param>
/// <param name="noClobber">A file that is there stays as it is.</param>
/// <param name="force">A file that is read-only is written over, and is read-only again afterwards.</param>
internal sealed class ReportFile(string path, bool noClobber, bool force)
{
    /// <summary>Whether the file may be written, before anybody spends time on what goes into it.</summary>
    /// <exception cref="LifecycleException">ReportExists, ReportNotWritten.</exception>
    public void Check()
    {
        if (Path.GetDirectoryName(path) is { } folder && !Directory.Exists(folder)) throw NotWritten($"there is no folder {folder}", null);
        if (!File.Exists(path)) return;
        if (noClobber) throw Exists(null);
        if (!force && IsReadOnly) throw NotWritten("the file is read-only; -Force writes over it", null);
    }

    /// <summary>Writes it. The report is complete before the old file is touched.</summary>
    /// <exception cref="LifecycleException">ReportExists, ReportNotWritten.</exception>
    public void Write(MemoryStream report)
    {
        try
        {
            bool wasReadOnly = File.Exists(path) && IsReadOnly;
            if (wasReadOnly) File.SetAttributes(path, File.GetAttributes(path) & ~FileAttributes.ReadOnly);
            using (FileStream file = new(path, noClobber ? FileMode.CreateNew : FileMode.Create, FileAccess.Write, FileShare.None))
            {
                report.WriteTo(file);
            }

            if (wasReadOnly) File.SetAttributes(path, File.GetAttributes(path) | FileAttributes.ReadOnly);
        }
        catch (IOException failure) when (noClobber && File.Exists(path))
        {
            throw Exists(failure);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw NotWritten(failure.Message, failure);
        }
    }

    private bool IsReadOnly => (File.GetAttributes(path) & FileAttributes.ReadOnly) != 0;

    private LifecycleException Exists(Exception? cause) =>
        new(ErrorIds.ReportExists, ErrorKind.Exists, $"No report was written: {path} is there already, and -NoClobber keeps it.", cause);

    private LifecycleException NotWritten(string why, Exception? cause) =>
        new(ErrorIds.ReportNotWritten, ErrorKind.Write, $"The report {path} was not written: {why}", cause);
}
