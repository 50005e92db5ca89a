class Person { name: string = ""; age: u8 = 0; }

export function greet(names: Array<string>): string { return "Hello, " + names.join(" and ") + "!"; }
export function isAdult(p: Person): bool { return p.age >= 18; }
