using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The value of a parameter for which none is given.</summary>
public abstract class ParameterDefault
{
    public abstract string GetDefaultValue();
}

/// <summary>A value made of random characters.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

    // None that an address, a connection string or a shell takes for its own.
    private const string Marks = "-_.{}~()*+!";

    /// <summary>How many characters.</summary>
    public int MinLength { get; set; } = 22;

    /// <summary>Whether others than letters and digits are among them.</summary>
    public bool Special { get; set; } = true;

    public override string GetDefaultValue() => RandomNumberGenerator.GetString(Special ? Letters + Marks : Letters, MinLength);
}
