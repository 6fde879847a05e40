using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Graph;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using Microsoft.Graph.Models;
using Microsoft.Graph.Users.Item.SendMail;
using Microsoft.Kiota.Abstractions;

namespace LifecycleTools.Connectors.Notices;

/// <summary>Notices as mail through Microsoft Graph, from one mailbox of the tenant.</summary>
/// <remarks>
/// Settings: from (address or id of the sending mailbox), hr and itLeadership (lists of addresses), templates (folder).
/// Limits: 10,000 recipients a day and 30 messages a minute for a mailbox; 429 with Retry-After.
/// Source: Microsoft Graph v1.0, "user: sendMail"; Exchange Online, "Sending limits".
/// </remarks>
[Connector("graphmail",
    Rights = "Mail.Send of Microsoft Graph, limited to the sending mailbox by an application access policy or by RBAC for Applications in Exchange Online.")]
[Setting("from", SettingForm.Text, "Address or id of the mailbox that sends", IsRequired = true)]
[Setting("hr", SettingForm.List, "Mail addresses told when a run completed")]
[Setting("itLeadership", SettingForm.List, "Mail addresses told when a run completed")]
internal sealed class GraphMail(SystemAccess access)
    : GraphPort(access.Graph ?? throw access.Missing("kind", "is 'graphmail', and there is no Microsoft Graph here")), INotifier
{
    private readonly string _from = access.Required("from");
    private readonly NoticeTemplates _templates = new(access);

    /// <inheritdoc/>
    public string Product { get; } = NoticeWays.ProductOf(access, "Microsoft 365 mail");

    /// <inheritdoc/>
    public bool Takes(Notice notice) => notice.To.Count > 0;

    /// <summary>Looks up the sending mailbox, and checks the tenant's templates.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured: no such mailbox, or a template is wrong.</exception>
    [Needs("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")]
    public async Task CheckAsync(CancellationToken cancel)
    {
        _templates.Check();
        User? sender = await FindOneAsync(Api.Users[_from].GetAsync(ask => ask.QueryParameters.Select = ["id", "mail"], cancel)).ConfigureAwait(false);
        if (sender is null) throw access.Missing("from", $"is '{_from}', and the tenant has no such mailbox");
        if (string.IsNullOrEmpty(sender.Mail)) throw access.Missing("from", $"is '{_from}', which has no mailbox to send from");
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Effect: one message to all addresses; nothing is kept in Sent Items. Never sent again when the answer was lost: a person would get it twice.
    /// Undo: cannot be undone.   Source: "user: sendMail".
    /// </remarks>
    [Needs("Mail.Send")]
    public async Task<string> SendAsync(Notice notice, CancellationToken cancel)
    {
        NoticeLetter letter = _templates.Render(notice);
        var mail = new SendMailPostRequestBody
        {
            Message = new Message
            {
                Subject = letter.Subject,
                Body = new ItemBody { ContentType = BodyType.Html, Content = letter.Html },
                ToRecipients = notice.To.Select(each => new Recipient { EmailAddress = new EmailAddress { Address = each } }).ToList(),
            },
            SaveToSentItems = false,
        };

        // The SDK gives no headers, and the request id is all that can be shown for a mail that was accepted.
        var answer = new NativeResponseHandler();
        await CallAsync(Api.Users[_from].SendMail.PostAsync(mail, ask => ask.Options.Add(new ResponseHandlerOption { ResponseHandler = answer }), cancel)).ConfigureAwait(false);
        using HttpResponseMessage response = GraphCalls.Present(answer.Value as HttpResponseMessage, "answer to the mail");
        string id = RecordHandler.RequestIdOf(response);
        return $"{(int)response.StatusCode} {(id.Length > 0 ? id : "without a request id")}";
    }
}
