from customers.models.candidate import Candidate, CustomerImport
from customers.models.customer import Customer

__all__ = ["Candidate", "Customer", "CustomerImport"]
