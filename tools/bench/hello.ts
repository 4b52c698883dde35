/** The least that a program of a runtime does: what start-ups are held against. */
console.log("hello")
