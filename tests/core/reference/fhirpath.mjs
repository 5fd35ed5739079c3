// Evaluates expressions with HL7's fhirpath.js: one JSON object in, one out.
// Run in a folder where the npm package "fhirpath" is installed.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const load = createRequire(process.cwd() + "/");
const fhirpath = load("fhirpath");
const model = load("fhirpath/fhir-context/r4");
const { responses, questionnaire, expressions } = JSON.parse(readFileSync(0, "utf8"));

const found = [];
for (const resource of responses) {
  for (const expression of expressions) {
    try {
      const given = fhirpath.evaluate(
        resource, expression, { questionnaire, resource, context: resource }, model,
        { traceFn() {} },
      );
      found.push(JSON.parse(JSON.stringify(await given)));
    } catch {
      found.push(null);
    }
  }
}
process.stdout.write(JSON.stringify(found));
