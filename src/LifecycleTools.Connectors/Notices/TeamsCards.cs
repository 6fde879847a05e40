using System;
using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Engine.Errors;
using LifecycleTools.Engine.Ports;

namespace LifecycleTools.Connectors.Notices;

/// <summary>Notices as cards in a Teams channel, through a flow with the trigger "When a Teams webhook request is received".</summary>
/// <remarks>
/// Settings: webhookUrl (name of a secret: the address carries its own signature), templates (folder). Cards say the subject and the plain text of a notice.
/// Limits: 28 KB a message, 4 requests a second. Source: Microsoft Teams, "Create incoming webhooks with Workflows"; "Send adaptive cards using an incoming webhook".
/// </remarks>
[Connector("teams",
    Rights = "None: the address of the flow is the key. Keep it secret, and make the flow with an account that stays.")]
[Setting("webhookUrl", SettingForm.Secret, "Name of the address of a flow \"When a Teams webhook request is received\": env:NAME, vault:NAME or vault:VAULT/NAME", IsRequired = true)]
internal sealed class TeamsCards : INotifier
{
    private static readonly TimeSpan s_apart = TimeSpan.FromMilliseconds(260);
    private readonly SystemAccess _access;
    private readonly NoticeTemplates _templates;
    private readonly Uri _webhook;
    private readonly HttpClient _client;
    private readonly SemaphoreSlim _turn = new(1, 1);
    private DateTimeOffset _last = DateTimeOffset.MinValue;

    public TeamsCards(SystemAccess access)
    {
        _access = access;
        _templates = new NoticeTemplates(access);
        Product = NoticeWays.ProductOf(access, "Teams");
        _webhook = Uri.TryCreate(access.Secret("webhookUrl").Reveal().Trim(), UriKind.Absolute, out Uri? address)
            && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback))
                ? address
                : throw access.Missing("webhookUrl", "names a secret that is not a web address with https");
        _client = access.Client(new NoCredentials(), new PipelineSettings());
    }

    /// <inheritdoc/>
    public string Product { get; }

    /// <summary>A channel gets what a team must know; what is for one manager stays a letter.</summary>
    public bool Takes(Notice notice) => notice.Kind is NoticeKind.Completed or NoticeKind.Escalation or NoticeKind.Warning;

    /// <summary>Checks the address's shape and the tenant's templates. A flow cannot be asked anything without starting it.</summary>
    /// <exception cref="LifecycleException">ConnectorNotConfigured.</exception>
    public Task CheckAsync(CancellationToken cancel)
    {
        _templates.Check();
        if (_webhook.AbsolutePath.IndexOf("/workflows/", StringComparison.OrdinalIgnoreCase) < 0)
        {
            throw _access.Missing("webhookUrl", "names a secret that is no address of a flow (\"When a Teams webhook request is received\"); connectors of Office 365 are retired");
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    /// <remarks>Effect: starts the flow once, which posts the card. Undo: delete the post in Teams.   Source: "Create incoming webhooks with Workflows".</remarks>
    public async Task<string> SendAsync(Notice notice, CancellationToken cancel)
    {
        JsonObject card = TeamsCard.Of(_templates.Render(notice));
        using HttpRequestMessage request = new(HttpMethod.Post, _webhook) { Content = new StringContent(card.ToJsonString(TeamsCard.Writing), Encoding.UTF8, "application/json") };

        // Path and query are the key to the channel: journal and messages have what it was for instead.
        string what = $"Teams card: {notice.Kind}";
        new RequestMarks { What = what, HidesAddress = true, MayAnswerText = true }.On(request);

        await _turn.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            TimeSpan wait = _last == DateTimeOffset.MinValue ? TimeSpan.Zero : _last + s_apart - _access.Clock.UtcNow;
            if (wait > TimeSpan.Zero) await _access.Clock.DelayAsync(wait, cancel).ConfigureAwait(false);
            using HttpResponseMessage response = await _client.SendAsync(request, cancel).ConfigureAwait(false);
            string text = response.Content is null ? "" : await response.Content.ReadAsStringAsync().ConfigureAwait(false);
            return Accepted(what, response, text.Trim());
        }
        finally
        {
            _last = _access.Clock.UtcNow;
            _turn.Release();
        }
    }

    private string Accepted(string what, HttpResponseMessage response, string text)
    {
        int status = (int)response.StatusCode;
        if (!response.IsSuccessStatusCode) throw Refusal(what, status, Said(text));

        // Old connectors, and flows behind them, say 200 and mean what stands in the text; "1" is their yes.
        if (response.StatusCode == HttpStatusCode.OK && text.Length > 0 && text != "1" && text[0] != '{')
        {
            bool isThrottled = text.IndexOf("429", StringComparison.Ordinal) >= 0;
            throw Refusal(what, isThrottled ? 429 : 400, Said(text));
        }

        string run = RecordHandler.RequestIdOf(response) is { Length: > 0 } id ? id : Header(response, "x-ms-workflow-run-id");
        return run.Length > 0 ? $"{status.ToString(CultureInfo.InvariantCulture)} {run}" : $"{status.ToString(CultureInfo.InvariantCulture)} without a run id";
    }

    private LifecycleException Refusal(string what, int status, string said)
    {
        (string id, ErrorKind kind, string? advice) = status switch
        {
            401 or 403 => (ErrorIds.ConnectorSignInFailed, ErrorKind.SignIn, "Copy the flow's address again into the secret that webhookUrl names."),
            404 or 410 => (ErrorIds.ConnectorNotConfigured, ErrorKind.Setup, "The flow is gone: make it again, and put its address into the secret that webhookUrl names."),
            429 => (ErrorIds.ConnectorThrottled, ErrorKind.Limit, "Run the command again later; finished steps are not repeated."),
            >= 500 => (ErrorIds.ConnectorFailed, ErrorKind.Network, "Look into the channel before it is sent again."),
            _ => (ErrorIds.ConnectorRequestRefused, ErrorKind.Refused, (string?)"See that the flow is on, and that its trigger lets anyone with the address start it."),
        };
        string result = status >= 500 ? "was not confirmed and may have been posted" : "was not posted";
        return new LifecycleException(id, kind, $"{Product}: {what} {result}: {said} ({status.ToString(CultureInfo.InvariantCulture)}).") { IsAmbiguous = status >= 500, RecommendedAction = advice };
    }

    // The service's own words, without the address that they may repeat.
    private string Said(string text)
    {
        string said = text;
        if (text.Length > 0 && text[0] == '{')
        {
            try
            {
                said = JsonNode.Parse(text)?["error"]?["message"]?.ToString() ?? "";
            }
            catch (Exception failure) when (failure is JsonException or InvalidOperationException)
            {
                said = "an answer that is not whole";
            }
        }

        foreach (string secret in new[] { _webhook.OriginalString, _webhook.PathAndQuery, _webhook.Query })
        {
            for (int at; secret.Length > 1 && (at = said.IndexOf(secret, StringComparison.OrdinalIgnoreCase)) >= 0;) said = said.Remove(at, secret.Length);
        }

        said = NoticeModel.Line(said);
        return said.Length == 0 ? "no reason was given" : said.Length > 300 ? said.Substring(0, 300) + "…" : said.TrimEnd('.');
    }

    private static string Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out System.Collections.Generic.IEnumerable<string>? values) ? string.Concat(values) : "";

    // The address carries its own signature.
    private sealed class NoCredentials : DelegatingHandler;
}
