/** `hello.ts` for Node. */
console.log("hello")
