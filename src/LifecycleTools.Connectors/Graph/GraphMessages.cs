using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;
using Microsoft.Graph.Models;
using Microsoft.Graph.Users.Item.SendMail;
using Microsoft.Kiota.Abstractions;

namespace LifecycleTools.Connectors.Graph;

/// <summary>Mail to people, sent through Graph from one mailbox.</summary>
/// <param name="graph">The calls.</param>
/// <param name="sender">Address or id of the sender; null when the tenant file names none.</param>
/// <remarks>Source: Microsoft Graph v1.0, "user: sendMail".</remarks>
internal sealed class GraphMessages(GraphCalls graph, string? sender) : GraphPort(graph), IMessages
{
    /// <inheritdoc/>
    public bool IsConfigured => !string.IsNullOrEmpty(sender);

    /// <inheritdoc/>
    /// <remarks>
    /// Never sent again when the answer was lost: a person would get it twice. Nothing is kept in Sent Items, since a text may hold a first sign-in.
    /// Undo: cannot be undone.   Source: "user: sendMail".
    /// </remarks>
    /// <exception cref="LifecycleException">ConnectorNotConfigured without a sender.</exception>
    [Needs("Mail.Send")]
    public async Task<string> SendAsync(string subject, string text, IReadOnlyList<string> to, CancellationToken cancel)
    {
        if (!IsConfigured)
        {
            throw new LifecycleException(ErrorIds.ConnectorNotConfigured, ErrorKind.Setup, $"The mail \"{subject}\" was not sent: the tenant file names no sender.")
            {
                RecommendedAction = "Name a mailbox under systems.notify in the tenant file.",
            };
        }

        var mail = new SendMailPostRequestBody
        {
            Message = new Message
            {
                Subject = subject,
                Body = new ItemBody { ContentType = BodyType.Text, Content = text },
                ToRecipients = to.Select(each => new Recipient { EmailAddress = new EmailAddress { Address = each } }).ToList(),
            },
            SaveToSentItems = false,
        };

        // The SDK gives no headers, and the request id is all that can be shown for a mail that was accepted.
        var answer = new NativeResponseHandler();
        await CallAsync(Api.Users[sender!].SendMail.PostAsync(mail, ask => ask.Options.Add(new ResponseHandlerOption { ResponseHandler = answer }), cancel)).ConfigureAwait(false);
        using HttpResponseMessage response = GraphCalls.Present(answer.Value as HttpResponseMessage, "answer to the mail");
        string id = RecordHandler.RequestIdOf(response);
        return $"{(int)response.StatusCode} {(id.Length > 0 ? id : "without a request id")}";
    }
}
