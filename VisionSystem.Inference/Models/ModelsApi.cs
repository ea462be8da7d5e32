using VisionSystem.Contracts;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.ServiceDefaults.Authentication;
using VisionSystem.ServiceDefaults.Http;
using VisionSystem.ServiceDefaults.Problems;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Models;

/// <summary>
/// <c>/v1/models</c>: what can be asked, and why something cannot. <c>load</c> and <c>unload</c> work only where the
/// operator allows them.
/// </summary>
internal static class ModelsApi
{
    private const string ControlOff = "Loading and unloading over HTTP is off; CV_MODEL_CONTROL=true (Vision:Models:AllowControl) turns it on.";

    public static void MapModels(this IEndpointRouteBuilder routes)
    {
        var models = routes.MapGroup("/v1/models").WithTags("Models").AnswerHead();
        models.MapGet("", List).WithName("ListModels").WithSummary("List the models of the repository").Produces<ModelList>();

        models.MapGet("{name}", Get).WithName("GetModel").WithSummary("Describe one model")
            .Produces<ModelSummary>().ProducesProblem(StatusCodes.Status404NotFound);
        models.MapGet("{name}/{version}", (string name, string version, ModelRepository repository, ModelFiles files) => Get(Join(name, version), repository, files))
            .WithName("GetModelVersion").WithSummary("Describe one version of a model")
            .Produces<ModelSummary>().ProducesProblem(StatusCodes.Status404NotFound);

        Controlled(models.MapPost("{name}/load", LoadAsync), "LoadModel", "Load a model, or take its changed file at once");
        Controlled(
            models.MapPost("{name}/{version}/load", (string name, string version, ModelRepository repository, ModelFiles files, ModelOptions options, CancellationToken cancellationToken) =>
                LoadAsync(Join(name, version), repository, files, options, cancellationToken)),
            "LoadModelVersion", "Load one version of a model");
        Controlled(models.MapPost("{name}/unload", UnloadAsync), "UnloadModel", "Take a model out of memory when its last photo is done");
        Controlled(
            models.MapPost("{name}/{version}/unload", (string name, string version, ModelRepository repository, ModelFiles files, ModelOptions options, CancellationToken cancellationToken) =>
                UnloadAsync(Join(name, version), repository, files, options, cancellationToken)),
            "UnloadModelVersion", "Take one version of a model out of memory");
    }

    private static void Controlled(RouteHandlerBuilder route, string name, string summary) =>
        route.WithName(name).WithSummary(summary)
            .RequireScope(Scope.Models)
            .Produces<ModelSummary>()
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);

    private static IResult List(ModelRepository repository, ModelFiles files) => Results.Json(
        new ModelList(repository.DefaultName, [.. repository.States().Select(state => ModelSummary.Of(state, files))]), ModelJson.Default.ModelList);

    private static IResult Get(string name, ModelRepository repository, ModelFiles files)
    {
        var state = repository.State(ModelFiles.Stem(name));
        return state.Usage is null && files.TryFind(name) is null
            ? InferenceProblems.ModelNotFound.Result($"No model '{name}'; /v1/models lists those that there are.")
            : Respond(state, files);
    }

    private static async Task<IResult> LoadAsync(
        string name, ModelRepository repository, ModelFiles files, ModelOptions options, CancellationToken cancellationToken)
    {
        try
        {
            return options.AllowControl
                ? Respond(await repository.ReloadAsync(name, cancellationToken), files)
                : InferenceProblems.ModelControlOff.Result(ControlOff);
        }
        catch (ModelException e)
        {
            return InferenceProblems.Of(e.Fault).Result(e.Message);
        }
    }

    private static async Task<IResult> UnloadAsync(
        string name, ModelRepository repository, ModelFiles files, ModelOptions options, CancellationToken cancellationToken)
    {
        if (!options.AllowControl)
        {
            return InferenceProblems.ModelControlOff.Result(ControlOff);
        }

        if (ModelFiles.Stem(name) == repository.DefaultName)
        {
            return Problems.Conflict.Result($"'{repository.DefaultName}' is the default model, which never leaves memory.");
        }

        try
        {
            return Respond(await repository.UnloadAsync(name, cancellationToken), files);
        }
        catch (ModelException e)
        {
            return InferenceProblems.Of(e.Fault).Result(e.Message);
        }
    }

    private static IResult Respond(ModelState state, ModelFiles files) =>
        Results.Json(ModelSummary.Of(state, files), ModelJson.Default.ModelSummary);

    private static string Join(string name, string version) => name + "/" + version;
}
