namespace Dovetail.Wasi.Filesystem;

// How paths of guests are resolved.
//
// A path is cut at its last component. What is before it is walked from the base directory, component by component: a link's text takes the link's place, ".." goes back
// to the directory that was walked through, and never beyond the base; an absolute link is refused. A link in the last place is read and resolved in the same way where it is
// followed, so that what is left is a directory that is open, and one plain name in it. The operation itself works on that name and follows no link: one
// that somebody puts in its place meanwhile makes it fail, and leads nowhere.
//
// This does not join strings to host paths, and asks no path twice.

/// <summary>Resolves paths beneath a directory, over what a filesystem says about single names. <typeparamref name="TDirectory"/> is a directory of it.</summary>
internal abstract class PathWalk<TDirectory>
    where TDirectory : class
{
    private const int MaxLinks = 40;

    /// <summary>What a path leads to: a name in a directory.</summary>
    /// <param name="Parent">To be left with <see cref="Leave"/>, unless it is the base.</param>
    /// <param name="HasSlash">Whether the name must be that of a directory.</param>
    public readonly record struct Place(TDirectory Parent, string Name, bool HasSlash);

    /// <summary>Finds what a path leads to.</summary>
    /// <param name="follow">Whether a link in the last place is followed.</param>
    /// <param name="followBySlash">Whether it is where a slash is behind it.</param>
    public Place Locate(TDirectory root, string path, bool follow, bool followBySlash = true)
    {
        var links = 0;
        while (true)
        {
            var text = PathText.Parse(path);
            PathText.CheckName(text.Name);
            var parent = text.Directory.Length == 0 ? root : WalkTo(root, text.Directory, ref links);
            string? link = null;
            try
            {
                if (text.Name != "." && (follow || followBySlash && text.HasSlash))
                    link = ReadLink(parent, text.Name);
            }
            finally
            {
                if (link is not null && parent != root)
                    Leave(parent);
            }
            if (link is null)
                return new Place(parent, text.Name, text.HasSlash);
            CountLink(link, ref links);
            path = (text.Directory.Length == 0 ? link : text.Directory + "/" + link) + (text.HasSlash ? "/" : "");
        }
    }

    /// <summary>The directory that a path leads to, to be left with <see cref="Leave"/> unless it is the base.</summary>
    protected virtual TDirectory WalkTo(TDirectory root, string path, ref int links)
    {
        var way = new Stack<TDirectory>();
        var left = new Stack<string>();
        Push(left, path);
        try
        {
            while (left.TryPop(out var name))
            {
                if (name == "..")
                {
                    if (!way.TryPop(out var last))
                        throw new FileFault(ErrorCode.NotPermitted);
                    Leave(last);
                    continue;
                }
                PathText.CheckName(name);
                var entered = Enter(way.TryPeek(out var at) ? at : root, name, out var link);
                if (entered is not null)
                {
                    way.Push(entered);
                    continue;
                }
                CountLink(link!, ref links);
                Push(left, link!);
            }
            return way.TryPop(out var found) ? found : root;
        }
        finally
        {
            foreach (var directory in way)
                Leave(directory);
        }
    }

    /// <summary>Goes into a directory of that name; null where it is a link, whose text is <paramref name="link"/>.</summary>
    protected abstract TDirectory? Enter(TDirectory at, string name, out string? link);

    /// <summary>The text of the link of that name; null where there is no link.</summary>
    protected abstract string? ReadLink(TDirectory at, string name);

    /// <summary>A directory that was entered is not needed any more.</summary>
    public virtual void Leave(TDirectory directory)
    {
    }

    private static void Push(Stack<string> left, string path)
    {
        var names = path.Split('/');
        for (var i = names.Length - 1; i >= 0; i--)
        {
            if (names[i] is not ("" or "."))
                left.Push(names[i]);
        }
    }

    private static void CountLink(string link, ref int links)
    {
        if (++links > MaxLinks)
            throw new FileFault(ErrorCode.Loop);
        PathText.Check(link);
    }
}
