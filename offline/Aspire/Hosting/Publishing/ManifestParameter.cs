using System.Text.Json.Nodes;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>A parameter in a manifest.</summary>
internal static class ManifestParameter
{
    public static JsonObject Of(ParameterResource parameter)
    {
        var input = new JsonObject { ["type"] = "string" };
        if (parameter.Secret)
        {
            input["secret"] = true;
        }

        switch (parameter.Published)
        {
            case string value:
                input["default"] = new JsonObject { ["value"] = value };
                break;

            case GenerateParameterDefault generated:
                var generate = new JsonObject { ["minLength"] = generated.MinLength };
                if (!generated.Special)
                {
                    generate["special"] = false;
                }

                input["default"] = new JsonObject { ["generate"] = generate };
                break;
        }

        return new()
        {
            ["type"] = "parameter.v0",
            ["value"] = $"{{{parameter.Name}.inputs.value}}",
            ["inputs"] = new JsonObject { ["value"] = input },
        };
    }
}
