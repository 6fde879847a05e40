using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using System.Threading;
using System.Threading.Tasks;
using LifecycleTools.Connectors.Journal;
using LifecycleTools.Connectors.Systems;
using LifecycleTools.Connectors.Tenants;

namespace LifecycleTools.Connectors.Rmm;

/// <summary>Signs in as a machine, or as the person whose refresh token is named. A refresh token may be replaced as it is used; the new one is kept in a file of its owner's.</summary>
internal sealed class NinjaOneTokens
{
    private const string Scopes = "monitoring management control";
    private readonly SystemAccess _access;
    private readonly OAuthSignIn _signIn;
    private readonly Uri _address;
    private readonly string? _file;
    private string? _refresh;

    public NinjaOneTokens(SystemAccess access, Uri root, string product)
    {
        _access = access;
        _signIn = new OAuthSignIn(access.Transport, access.Clock, product);
        _address = new Uri(root.OriginalString.TrimEnd('/') + "/ws/oauth/token");
        _file = FilePaths.FromFolderOf(access.Tenant.Path, access.Value("refreshTokenFile"));
        IsForPerson = access.Value("refreshToken") is not null;
    }

    /// <summary>The token is a person's.</summary>
    public bool IsForPerson { get; }

    /// <summary>A new token.</summary>
    public Task<BearerToken> AskAsync(CancellationToken cancel)
    {
        Dictionary<string, string> form = new(StringComparer.Ordinal)
        {
            ["client_id"] = _access.Required("clientId"), ["client_secret"] = _access.Secret("clientSecret").Reveal(),
        };
        if (!IsForPerson)
        {
            // Not offline_access: some regions answer 400 to a machine that asks for it.
            form["grant_type"] = "client_credentials";
            form["scope"] = Scopes;
            return _signIn.AskAsync(_address, form, null, null, cancel);
        }

        _refresh ??= _file is not null && File.Exists(_file) ? File.ReadAllText(_file).Trim() : _access.Secret("refreshToken").Reveal();
        form["grant_type"] = "refresh_token";
        form["refresh_token"] = _refresh;
        return _signIn.AskAsync(_address, form, null, answer => Keep(answer["refresh_token"]?.ToString()), cancel);
    }

    private void Keep(string? refresh)
    {
        if (string.IsNullOrEmpty(refresh) || refresh == _refresh) return;

        _refresh = refresh;
        if (_file is null)
        {
            _access.Log.Warning($"systems.{_access.Name}: NinjaOne has replaced the refresh token, and no refreshTokenFile is named to keep the new one in. The next session may have to be given a new token.");
            return;
        }

        // Beside it first: a process that dies here leaves the old token or the new one, never half of one.
        string beside = _file + ".new";
        File.Delete(beside);
        using (FileStream file = OwnerOnly.CreateFile(beside))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(refresh!);
            file.Write(bytes, 0, bytes.Length);
            file.Flush(flushToDisk: true);
        }

        if (File.Exists(_file)) File.Replace(beside, _file, null);
        else File.Move(beside, _file);
    }
}
