namespace Dovetail.Fuzzing.Mutations;

/// <summary>Changes that know the framing: whole sections and function bodies move, and bytes change inside with sizes that still fit.</summary>
internal static class SectionMutations
{
    /// <summary>Changes one module or component of the tree in place; <paramref name="donor"/> gives sections and bodies.</summary>
    public static void Apply(SectionTree tree, SectionTree donor, SeededRandom random)
    {
        var target = random.Pick<SectionTree>([.. tree.All()]);
        var source = random.Pick<SectionTree>([.. donor.All()]);
        switch (random.Below(8))
        {
            case 0: Move(target.Sections, random); break;
            case 1: Remove(target.Sections, random); break;
            case 2: CopyFrom(source.Sections, target.Sections, random); break;
            case 3: SpliceBodies(target, source, random); break;
            default: ChangeBytes(target, source, random); break;
        }
    }

    private static void Move(List<Section> sections, SeededRandom random)
    {
        if (sections.Count == 0) return;
        var section = sections[random.Below(sections.Count)];
        if (random.OneIn(2)) sections.Remove(section);
        sections.Insert(random.Below(sections.Count + 1), section.Copy());
    }

    private static void Remove(List<Section> sections, SeededRandom random)
    {
        if (sections.Count > 0) sections.RemoveAt(random.Below(sections.Count));
    }

    private static void CopyFrom(List<Section> source, List<Section> target, SeededRandom random)
    {
        if (source.Count == 0) return;
        var section = source[random.Below(source.Count)].Copy();
        var same = target.FindIndex(s => s.Id == section.Id);
        if (same >= 0 && random.OneIn(2)) target[same] = section;
        else target.Insert(random.Below(target.Count + 1), section);
    }

    private static void SpliceBodies(SectionTree target, SectionTree source, SeededRandom random)
    {
        if (Bodies(target) is not { Count: > 0 } to) return;
        var from = Bodies(source) is { Count: > 0 } other && random.OneIn(2) ? other : to;
        to[random.Below(to.Count)] = from[random.Below(from.Count)];
    }

    private static void ChangeBytes(SectionTree target, SectionTree source, SeededRandom random)
    {
        if (target.Sections.Count == 0) return;
        var section = target.Sections[random.Below(target.Sections.Count)];
        if (section.Bodies is { Count: > 0 } bodies)
        {
            var index = random.Below(bodies.Count);
            bodies[index] = Change(bodies[index], random.Pick<byte[]>(bodies.ToArray()), random);
        }
        else if (section.Nested is null)
        {
            section.Bytes = Change(section.Bytes, source.Sections.Count > 0 ? source.Sections[0].Bytes : [], random);
        }
    }

    private static byte[] Change(byte[] bytes, byte[] donor, SeededRandom random) =>
        ByteMutations.All[random.Below(ByteMutations.All.Count)](bytes, donor, random);

    private static List<byte[]>? Bodies(SectionTree tree) => tree.Sections.Find(s => s.Bodies is not null)?.Bodies;
}
