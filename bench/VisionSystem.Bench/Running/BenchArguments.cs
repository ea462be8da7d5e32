using System.Globalization;

namespace VisionSystem.Bench.Running;

/// <summary>The options of the benchmarks; the summary of a benchmark lists those it supports.</summary>
internal sealed record BenchArguments
{
    /// <summary>Option lines of the help text.</summary>
    public const string Help = """
          --models A,B     models to measure with, by name or file
          --only A,B       cases to measure
          --seconds N      duration of one measurement
          --repeats N      number of measurements per case
          --minutes N      duration of a soak
          --rows N         number of predictions in the store
          --out FILE       also write the report to a file
          --quick          short trial with unreliable results

        Exit code: 0 all goals reached, 2 a goal missed, 3 a peer or a case not measured, 130 stopped.
        """;

    public IReadOnlyList<string> Models { get; private set; } = [];

    public IReadOnlyList<string> Only { get; private set; } = [];

    public TimeSpan? Window { get; private set; }

    public int? Repeats { get; private set; }

    public TimeSpan? Length { get; private set; }

    public int? Rows { get; private set; }

    public bool Quick { get; private set; }

    /// <summary>The file of the report; null for standard output only.</summary>
    public string? Out { get; private set; }

    /// <summary>The arguments as given, without <c>--out</c>, which does not influence the results.</summary>
    public IReadOnlyList<string> CommandLine { get; private set; } = [];

    /// <summary>The positional arguments.</summary>
    public IReadOnlyList<string> Rest { get; private set; } = [];

    /// <summary>True if the case is to be measured: every case, unless <c>--only</c> lists others.</summary>
    public bool Includes(string name) => Only.Count == 0 || Only.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Duration of one measurement.</summary>
    public TimeSpan WindowOr(double seconds, double quickSeconds) => Window ?? TimeSpan.FromSeconds(Quick ? quickSeconds : seconds);

    /// <summary>Number of measurements per case.</summary>
    public int RepeatsOr(int repeats, int quickRepeats) => Repeats ?? (Quick ? quickRepeats : repeats);

    /// <summary>Parses a command line; returns null and an error message if it is invalid.</summary>
    public static BenchArguments? Parse(ReadOnlySpan<string> args, out string? error)
    {
        var parsed = new BenchArguments();
        List<string> rest = [];
        List<string> shaping = [];
        error = null;
        for (var i = 0; i < args.Length && error is null; i++)
        {
            var option = args[i];
            if (option == "--quick")
            {
                parsed.Quick = true;
                shaping.Add(option);
            }
            else if (!option.StartsWith("--", StringComparison.Ordinal))
            {
                rest.Add(option);
                shaping.Add(option);
            }
            else
            {
                error = ++i < args.Length ? parsed.Set(option, args[i]) : $"{option} requires a value";
                if (option != "--out" && error is null)
                {
                    shaping.AddRange([option, args[i]]);
                }
            }
        }

        parsed.Rest = rest;
        parsed.CommandLine = shaping;
        return error is null ? parsed : null;
    }

    private string? Set(string option, string value)
    {
        switch (option)
        {
            case "--models":
                Models = Names(value);
                return null;
            case "--only":
                Only = Names(value);
                return null;
            case "--out":
                Out = value;
                return null;
            case "--seconds" or "--minutes" or "--repeats" or "--rows":
                return SetNumber(option, value);
            default:
                return $"unknown option {option}; run ./vision bench for the list";
        }
    }

    private string? SetNumber(string option, string value)
    {
        var isWhole = option is "--repeats" or "--rows";
        if (!double.TryParse(value, CultureInfo.InvariantCulture, out var number) || number is not (> 0 and <= 1e8) || (isWhole && number % 1 != 0))
        {
            return $"{option} requires a {(isWhole ? "whole " : "")}number above 0, not '{value}'";
        }

        Window = option == "--seconds" ? TimeSpan.FromSeconds(number) : Window;
        Length = option == "--minutes" ? TimeSpan.FromMinutes(number) : Length;
        Repeats = option == "--repeats" ? (int)number : Repeats;
        Rows = option == "--rows" ? (int)number : Rows;
        return null;
    }

    private static string[] Names(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
