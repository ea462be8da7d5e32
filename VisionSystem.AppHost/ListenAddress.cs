using System.Net;

namespace VisionSystem.AppHost;

/// <summary>The address that the public API listens on.</summary>
internal sealed record ListenAddress(string Address)
{
    public const string Loopback = "127.0.0.1";

    /// <summary>What it means to listen elsewhere than on this machine alone; null when it does not.</summary>
    public string? Warning => IPAddress.IsLoopback(IPAddress.Parse(Address)) ? null
        : $"The API listens on {Address}. There is no authentication yet: everybody who reaches this address can use it and see every photo.";

    public static ListenAddress Parse(string? text, List<string> errors)
    {
        if (text is null || string.Equals(text, "localhost", StringComparison.OrdinalIgnoreCase))
        {
            return new(Loopback);
        }

        if (IPAddress.TryParse(text, out var address))
        {
            return new(address.ToString());
        }

        errors.Add($"--listen must be an IP address of this machine (0.0.0.0 for all), not '{text}'.");
        return new(Loopback);
    }
}
