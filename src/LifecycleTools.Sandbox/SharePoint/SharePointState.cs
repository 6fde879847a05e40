using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text.Json.Nodes;
using LifecycleTools.Sandbox.Services;

namespace LifecycleTools.Sandbox.SharePoint;

/// <summary>One SharePoint site of the tenant with the list that a flow writes answers of a form into. Had by <c>tenant.Beside&lt;SharePointState&gt;()</c>.</summary>
public sealed class SharePointState
{
    /// <summary>Makes the site of a tenant.</summary>
    public SharePointState(SandboxTenant tenant)
    {
        string domain = tenant.Domains.First(one => one.IsDefault).Name;
        Host = domain.Split('.')[0] + ".sharepoint.com";
        Id = $"{Host},{StableId.Of("site collection " + tenant.TenantId)},{StableId.Of("site " + tenant.TenantId)}";
        AddList("Documents", Column("Title", "Title"));
        Forms = AddList("Joiners and leavers",
            Column("Title", "First name"), Column("field_1", "Last name"), Choice("field_2", "Kind", "Hire", "Departure", "Change"), Column("field_3", "Role"), Column("field_4", "Site"),
            Column("field_5", "Manager"), Day("field_6", "Start date"), Day("field_7", "Last day"), Column("field_8", "Employee id"), Column("field_9", "Identity"),
            Choice("Status", "Status", "New", "Processing", "Processed", "Failed", "Canceled"), Text("Result", "Result"),
            new SharePointColumn("Editor", "Modified By", new JsonObject { ["personOrGroup"] = new JsonObject() }) { IsReadOnly = true });
    }

    /// <summary>contoso.sharepoint.com.</summary>
    public string Host { get; set; }

    /// <summary>Where the site is.</summary>
    public string Path { get; set; } = "/sites/hr";

    /// <summary>The site's id.</summary>
    public string Id { get; set; }

    /// <summary>All lists of the site.</summary>
    public List<SharePointList> Lists { get; } = new();

    /// <summary>The list of forms: "Joiners and leavers".</summary>
    public SharePointList Forms { get; }

    /// <summary>Adds a list.</summary>
    public SharePointList AddList(string name, params SharePointColumn[] columns)
    {
        SharePointList list = new() { Id = StableId.Of("list " + name), Name = name };
        list.Columns.AddRange(columns);
        Lists.Add(list);
        return list;
    }

    private static SharePointColumn Column(string name, string title) => new(name, title, new JsonObject { ["text"] = new JsonObject { ["allowMultipleLines"] = false, ["maxLength"] = 255 } });

    private static SharePointColumn Text(string name, string title) => new(name, title, new JsonObject { ["text"] = new JsonObject { ["allowMultipleLines"] = true, ["textType"] = "plain" } });

    private static SharePointColumn Day(string name, string title) => new(name, title, new JsonObject { ["dateTime"] = new JsonObject { ["displayAs"] = "default", ["format"] = "dateOnly" } });

    private static SharePointColumn Choice(string name, string title, params string[] choices) => new(name, title, new JsonObject
    {
        ["choice"] = new JsonObject { ["allowTextEntry"] = false, ["displayAs"] = "dropDownMenu", ["choices"] = new JsonArray(choices.Select(each => (JsonNode)each).ToArray()) },
    });
}

/// <summary>A list with its items.</summary>
public sealed class SharePointList
{
    private int _lastId;

    public string Id { get; set; } = "";

    public string Name { get; set; } = "";

    public List<SharePointColumn> Columns { get; } = new();

    public List<SharePointItem> Items { get; } = new();

    /// <summary>Adds an item, as people or a flow do: by the columns' titles. What is left out has the status New.</summary>
    public SharePointItem Add(params (string Title, string Value)[] values)
    {
        SharePointItem item = new() { Id = ++_lastId };
        item.Fields["Status"] = "New";
        foreach ((string title, string value) in values) item.Fields[Columns.First(column => column.Title == title).Name] = value;
        Items.Add(item);
        return item;
    }
}

/// <summary>A column.</summary>
public sealed class SharePointColumn
{
    public SharePointColumn(string name, string title, JsonObject facet)
    {
        Name = name;
        Title = title;
        Facet = facet;
    }

    public string Name { get; }

    public string Title { get; }

    /// <summary>What it holds, as the service describes it: text, choice, dateTime.</summary>
    public JsonObject Facet { get; }

    public bool IsReadOnly { get; set; }

    /// <summary>A filter on a column without an index needs the caller's consent.</summary>
    public bool IsIndexed { get; set; }
}

/// <summary>An item.</summary>
public sealed class SharePointItem
{
    public int Id { get; set; }

    /// <summary>One more after every change.</summary>
    public int Version { get; set; } = 1;

    /// <summary>The values by the columns' names.</summary>
    public Dictionary<string, string> Fields { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Another text after every change.</summary>
    public string Tag => $"\"{StableId.Of("item " + Id.ToString(CultureInfo.InvariantCulture))},{Version.ToString(CultureInfo.InvariantCulture)}\"";

    /// <summary>Changes a field, as a person does.</summary>
    public void Set(string name, string value)
    {
        Fields[name] = value;
        Version++;
    }
}
