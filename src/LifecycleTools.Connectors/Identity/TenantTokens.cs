using System;
using System.Collections.Generic;
using System.Globalization;
using System.Threading;
using System.Threading.Tasks;
using Azure.Core;
using LifecycleTools.Connectors.Http;
using LifecycleTools.Engine.Running;

namespace LifecycleTools.Connectors.Identity;

/// <summary>One tenant's access tokens, kept until shortly before they expire on the tenant's own clock.</summary>
/// <remarks>
/// The library under us keeps tokens by this computer's clock, which in a sandbox stands still while hours pass: so a renewal
/// starts with an empty cache, or asks for a token that is younger than now.
/// </remarks>
internal sealed class TenantTokens : ITokens, IDisposable
{
    private static readonly TimeSpan s_early = TimeSpan.FromMinutes(5);
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Dictionary<string, Kept> _kept = new(StringComparer.OrdinalIgnoreCase);
    private readonly Credentials _credentials;
    private readonly string _tenant;
    private readonly IClock _clock;
    private TokenCredential? _credential;

    /// <param name="credentials">What makes the credential; ours to dispose.</param>
    /// <param name="tenant">The tenant's name, for failures.</param>
    /// <param name="clock">The tenant's time.</param>
    public TenantTokens(Credentials credentials, string tenant, IClock clock)
    {
        _credentials = credentials;
        _tenant = tenant;
        _clock = clock;
    }

    /// <inheritdoc/>
    public async Task<string> GetAsync(string resource, bool refresh, string? claims, CancellationToken cancel)
    {
        Kept? before = Find(resource);
        if (!refresh && before is not null && before.RenewAt > _clock.UtcNow) return before.Token;

        await _one.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            // Whoever waited here behind another renewal takes what that one brought.
            Kept? now = Find(resource);
            if (now is not null && !ReferenceEquals(now, before) && now.RenewAt > _clock.UtcNow) return now.Token;

            Kept renewed = await AskAsync(resource, isRenewal: now is not null || refresh, claims, cancel).ConfigureAwait(false);
            lock (_kept) _kept[resource] = renewed;
            return renewed.Token;
        }
        finally
        {
            _one.Release();
        }
    }

    public void Dispose()
    {
        _credentials.Dispose();
        _one.Dispose();
    }

    private Kept? Find(string resource)
    {
        lock (_kept) return _kept.TryGetValue(resource, out Kept? found) ? found : null;
    }

    private async Task<Kept> AskAsync(string resource, bool isRenewal, string? claims, CancellationToken cancel)
    {
        try
        {
            if (_credential is null || (isRenewal && _credentials.CanStartAfresh)) _credential = _credentials.Make();
            if (isRenewal && claims is null && !_credentials.CanStartAfresh) claims = NotOlderThanNow();

            AccessToken token = await _credential.GetTokenAsync(
                new TokenRequestContext([resource + "/.default"], claims: claims, isCaeEnabled: true), cancel).ConfigureAwait(false);

            // The library counts from this computer's clock, so only the difference means something to the tenant's.
            TimeSpan life = token.ExpiresOn - DateTimeOffset.UtcNow;
            TimeSpan early = life > s_early + s_early ? s_early : TimeSpan.FromTicks(life.Ticks / 2);
            return new Kept(token.Token, _clock.UtcNow + life - early);
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !cancel.IsCancellationRequested)
        {
            throw SignInFailures.From(failure, _tenant, resource);
        }
    }

    // The claim by which services themselves ask for a new token, see "Claims challenges".
    private static string NotOlderThanNow()
    {
        string seconds = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return "{\"access_token\":{\"nbf\":{\"essential\":true,\"value\":\"" + seconds + "\"}}}";
    }

    private sealed record Kept(string Token, DateTimeOffset RenewAt);
}
