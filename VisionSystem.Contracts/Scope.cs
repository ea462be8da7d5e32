namespace VisionSystem.Contracts;

/// <summary>Permissions of API keys and tokens. An endpoint requires one of them.</summary>
public static class Scope
{
    /// <summary>Run models on images.</summary>
    public const string Detect = "detect";

    /// <summary>Read predictions, images and statistics.</summary>
    public const string Read = "read";

    /// <summary>Review predictions.</summary>
    public const string Review = "review";

    /// <summary>Export data sets.</summary>
    public const string Export = "export";

    /// <summary>Delete predictions.</summary>
    public const string Delete = "delete";

    /// <summary>Submit and read jobs.</summary>
    public const string Jobs = "jobs";

    /// <summary>Load and unload models.</summary>
    public const string Models = "models";

    /// <summary>Create, list and revoke the API keys of the caller's tenant.</summary>
    public const string Keys = "keys";

    /// <summary>Manage tenants and the keys of every tenant; includes every other scope.</summary>
    public const string Admin = "admin";

    /// <summary>Deliver recorded predictions to logging-service; only services hold it.</summary>
    public const string Ingest = "ingest";

    /// <summary>The scopes that a key may be given, in the order of the documentation.</summary>
    public static IReadOnlyList<string> All { get; } = [Detect, Read, Review, Export, Delete, Jobs, Models, Keys, Admin];
}
