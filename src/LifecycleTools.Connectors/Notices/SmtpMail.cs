using System;
using System.Globalization;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using LifecycleTools.Engine.Running;
using LifecycleTools.Engine.Security;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace LifecycleTools.Connectors.Notices;

/// <summary>Notices as mail through an SMTP server.</summary>
/// <remarks>
/// Settings: host; port (587, with tls 465, with none 25, when it is not given); security (startTls, tls, or none for a server on this machine only);
/// user and password (name of a secret), both or neither; from; hr and itLeadership (lists of addresses); templates (folder).
/// Source: RFC 5321 "SMTP", RFC 3207 "STARTTLS", RFC 3834 "Automatic responses".
/// </remarks>
[Connector("smtp",
    Rights = "An account that may send in the name of the sender's address, and nothing else.")]
[Setting("host", SettingForm.Text, "The mail server", IsRequired = true)]
[Setting("port", SettingForm.WholeNumber, "587; 465 with tls, 25 with none", Least = 1, Most = 65535)]
[Setting("security", SettingForm.Choice, "none is for a server on this machine only", Choices = ["startTls", "tls", "none"])]
[Setting("user", SettingForm.Text, "Signs in with password")]
[Setting("password", SettingForm.Secret, "Name of the password: env:NAME, vault:NAME or vault:VAULT/NAME")]
[Setting("from", SettingForm.Text, "Address of the sender", IsRequired = true)]
[Setting("hr", SettingForm.List, "Mail addresses told when a run completed")]
[Setting("itLeadership", SettingForm.List, "Mail addresses told when a run completed")]
internal sealed class SmtpMail : INotifier
{
    private const int MillisecondsToAnswer = 100_000;
    private static readonly TimeSpan s_longestOpening = TimeSpan.FromMilliseconds(MillisecondsToAnswer);
    private static readonly TimeSpan s_longestSending = TimeSpan.FromMinutes(5);
    private readonly SystemAccess _access;
    private readonly NoticeTemplates _templates;
    private readonly string _host;
    private readonly int _port;
    private readonly SecureSocketOptions _security;
    private readonly MailboxAddress _from;
    private readonly string? _user;
    private readonly Secret? _password;

    public SmtpMail(SystemAccess access)
    {
        _access = access;
        _templates = new NoticeTemplates(access);
        _host = access.Required("host");
        string security = access.OneOf("security", "startTls", "tls", "none");
        if (security == "none" && !IsThisMachine(_host)) throw access.Missing("security", $"is 'none', which is for a server on this machine only, and {_host} is another; write startTls or tls");

        _security = security switch { "tls" => SecureSocketOptions.SslOnConnect, "none" => SecureSocketOptions.None, _ => SecureSocketOptions.StartTls };
        _port = PortOf(access, security switch { "tls" => 465, "none" => 25, _ => 587 });
        _from = MailboxAddress.TryParse(access.Required("from"), out MailboxAddress? from) ? from : throw access.Missing("from", "is not a mail address");
        _user = access.Value("user");
        if (_user is null && access.Value("password") is not null) throw access.Missing("user", "is missing, and there is a password");
        _password = _user is null ? null : access.Secret("password");
        Product = NoticeWays.ProductOf(access, "SMTP mail");
    }

    /// <inheritdoc/>
    public string Product { get; }

    /// <inheritdoc/>
    public bool Takes(Notice notice) => notice.To.Count > 0;

    /// <summary>Connects, signs in and leaves again; checks the tenant's templates. No mail is sent.</summary>
    /// <exception cref="LifecycleException">ConnectorUnreachable, ConnectorSignInFailed, ConnectorNotConfigured.</exception>
    public async Task CheckAsync(CancellationToken cancel)
    {
        _templates.Check();
        using SmtpClient client = await OpenAsync(cancel).ConfigureAwait(false);
        using Deadline deadline = new(s_longestOpening, _access.Timeouts, cancel);
        await LeaveAsync(client, deadline.Token).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Effect: one message to all addresses, or to none when the server refuses one of them. Undo: cannot be undone.
    /// The proof is the server's answer to the message, and our id of it. Never sent again once its text has left.   Source: RFC 5321, 4.5.3.2 and 6.1.
    /// </remarks>
    public async Task<string> SendAsync(Notice notice, CancellationToken cancel)
    {
        string id = $"{Guid.NewGuid():N}@{_from.Domain}";
        using MimeMessage message = Message(notice, id);
        string what = $"SMTP {_host}: {notice.Kind} to {string.Join(", ", notice.To)}";
        using SmtpClient client = await OpenAsync(cancel).ConfigureAwait(false);

        var left = new TextLeft();
        CallRecord record = CallRecord.Start(what, id, CallScope.Current, _access.Clock);
        string reply;
        using Deadline deadline = new(s_longestSending, _access.Timeouts, cancel);
        try
        {
            reply = await client.SendAsync(message, deadline.Token, left).ConfigureAwait(false);
        }
        catch (SmtpCommandException refusal)
        {
            record.Answered((int)refusal.StatusCode, id);
            throw Refused(what, refusal);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            record.Lost("stopped");
            throw;
        }
        catch (OperationCanceledException failure)
        {
            record.Lost("no answer in time");
            throw new LostAnswer(ErrorIds.ConnectorTimedOut, ErrorKind.Time, $"no answer within {s_longestSending.TotalSeconds:0} s", failure) { NeverLeft = !left.HasBegun }.For(what, isWrite: true);
        }
        catch (Exception failure) when (failure is SmtpProtocolException or IOException or SocketException or TimeoutException or ServiceNotConnectedException)
        {
            record.Lost("the connection broke");
            throw new LostAnswer(ErrorIds.ConnectorUnreachable, ErrorKind.Network, "the connection broke before the server answered", failure) { NeverLeft = !left.HasBegun }.For(what, isWrite: true);
        }

        record.Answered((int)SmtpStatusCode.Ok, id);
        await LeaveAsync(client, deadline.Token).ConfigureAwait(false);
        return $"250 {NoticeModel.Line(reply)} (message {id})";
    }

    private MimeMessage Message(Notice notice, string id)
    {
        NoticeLetter letter = _templates.Render(notice);
        var message = new MimeMessage
        {
            Subject = letter.Subject,
            Date = _access.Clock.UtcNow,
            MessageId = id,
            Body = new MultipartAlternative { new TextPart("plain") { Text = letter.Text }, new TextPart("html") { Text = letter.Html } },
        };
        message.From.Add(_from);
        foreach (string address in notice.To)
        {
            if (!MailboxAddress.TryParse(address, out MailboxAddress? to))
            {
                throw new LifecycleException(ErrorIds.ConnectorRequestRefused, ErrorKind.Refused, $"{Product}: {notice.Kind} was not sent: '{NoticeModel.Line(address)}' is not a mail address.");
            }

            message.To.Add(to);
        }

        // So that nobody's absence note answers it.
        message.Headers.Add(HeaderId.AutoSubmitted, "auto-generated");
        message.Headers.Add("X-Auto-Response-Suppress", "All");
        return message;
    }

    private async Task<SmtpClient> OpenAsync(CancellationToken cancel)
    {
        var client = new SmtpClient { Timeout = MillisecondsToAnswer };
        using Deadline deadline = new(s_longestOpening, _access.Timeouts, cancel);
        try
        {
            await client.ConnectAsync(_host, _port, _security, deadline.Token).ConfigureAwait(false);
            if (_user is not null) await client.AuthenticateAsync(_user, _password!.Reveal(), deadline.Token).ConfigureAwait(false);
            return client;
        }
        catch (Exception failure)
        {
            client.Dispose();
            cancel.ThrowIfCancellationRequested();
            if (deadline.IsOver || failure is TimeoutException) throw Silent(failure);
            if (Meaning(failure) is { } meant) throw meant;
            throw;
        }
    }

    // A handshake that is stopped looks like one that failed: what is over decides, not how it ended.
    private LifecycleException Silent(Exception failure) => NotOpened(
        ErrorIds.ConnectorTimedOut, ErrorKind.Time, $"it did not answer within {s_longestOpening.TotalSeconds:0} s", failure,
        "Check host, port and security in the tenant file: a server that expects tls says nothing to who speaks in the clear.");

    private LifecycleException? Meaning(Exception failure) => failure switch
    {
        AuthenticationException => NotOpened(ErrorIds.ConnectorSignInFailed, ErrorKind.SignIn, $"it does not take user {_user} with this password", failure, "Check user and password in the tenant file."),
        SslHandshakeException => NotOpened(ErrorIds.ConnectorUnreachable, ErrorKind.Network, "no secure connection was agreed on (its certificate is not trusted, or it expects another security)", failure, "Check host, port and security in the tenant file, and the server's certificate."),
        NotSupportedException => NotOpened(ErrorIds.ConnectorNotConfigured, ErrorKind.Setup, "it offers no STARTTLS, or no way to sign in that is known here", failure, "Write security: tls if the server expects it, and leave out user and password if it wants none."),
        SmtpCommandException or SmtpProtocolException => NotOpened(ErrorIds.ConnectorUnreachable, ErrorKind.Network, $"it answered {NoticeModel.Line(failure.Message)}", failure, null),
        SocketException or IOException => NotOpened(ErrorIds.ConnectorUnreachable, ErrorKind.Network, "it could not be reached", failure, "Check host and port in the tenant file, and the network."),
        _ => null,
    };

    private LifecycleException NotOpened(string id, ErrorKind kind, string why, Exception inner, string? advice) =>
        new(id, kind, $"{Product}: no mail can be sent through {_host} port {_port.ToString(CultureInfo.InvariantCulture)}: {why}.", inner) { RecommendedAction = advice };

    private static LifecycleException Refused(string what, SmtpCommandException refusal)
    {
        int status = (int)refusal.StatusCode;
        string who = refusal.Mailbox is { } mailbox ? $" ({mailbox.Address})" : "";
        bool isPassing = status is >= 400 and < 500;
        return new LifecycleException(isPassing ? ErrorIds.ConnectorThrottled : ErrorIds.ConnectorRequestRefused, isPassing ? ErrorKind.Limit : ErrorKind.Refused,
            $"{what} was refused: {NoticeModel.Line(refusal.Message)}{who} ({status}). Nobody got it.", refusal)
        {
            RecommendedAction = isPassing ? "Run the command again later; finished steps are not repeated." : null,
        };
    }

    // What was accepted stays accepted, whatever becomes of the farewell.
    private static async Task LeaveAsync(SmtpClient client, CancellationToken late)
    {
        try
        {
            await client.DisconnectAsync(quit: true, late).ConfigureAwait(false);
        }
        catch (Exception failure) when (failure is SmtpProtocolException or SmtpCommandException or IOException or SocketException or TimeoutException or OperationCanceledException)
        {
            CallScope.Current?.Log?.Verbose($"The SMTP server did not say goodbye: {NoticeModel.Line(failure.Message)}");
        }
    }

    private static int PortOf(SystemAccess access, int usual)
    {
        if (access.Value("port") is not { } given) return usual;
        return int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and < 65536 ? port : throw access.Missing("port", $"is '{given}', and must be a number from 1 to 65535");
    }

    private static bool IsThisMachine(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host, out IPAddress? address) && IPAddress.IsLoopback(address));

    // The message's own text is what a server can deliver: until its first byte has left, nothing has.
    private sealed class TextLeft : ITransferProgress
    {
        public bool HasBegun { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => HasBegun = true;

        public void Report(long bytesTransferred) => HasBegun = true;
    }
}
